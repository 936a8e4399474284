package io.pageconsistency.workloads;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A point where a program waits until the test has done something to it from outside. */
final class Gate {
    private static final BufferedReader IN =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Gate() {
    }

    /** Prints {@code READY} with the name, and waits for a line of input. */
    static void await(String name) throws IOException {
        System.out.println("READY " + name);
        System.out.flush();
        if (IN.readLine() == null) {
            throw new IOException("nobody opened the gate " + name);
        }
    }
}
