package io.pageconsistency.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;

/**
 * The standard output with a memory for write errors, which {@code System.out} hides. Not thread-safe.
 */
public final class Output extends FilterOutputStream {
    /** The error of a pipe whose reader has closed it. */
    private static final String BROKEN_PIPE = "roken pipe";

    private volatile String failure;

    Output(OutputStream out) {
        super(out);
    }

    public static Output standard() {
        return new Output(new FileOutputStream(FileDescriptor.out));
    }

    public PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(this, charset()), true);
    }

    /** The encoding of the terminal, which has its own property from Java 18 on. */
    private static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        try {
            return name == null ? Charset.defaultCharset() : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return Charset.defaultCharset();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
            throw e;
        }
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    /** Why some output was lost; null if none was, or if the reader has closed the pipe. */
    public String loss() {
        String reason = failure;
        return reason == null || reason.contains(BROKEN_PIPE) ? null : reason;
    }
}
