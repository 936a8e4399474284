package io.pageconsistency.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tool of the newest JDK that has been run.
 *
 * @param output on both streams
 */
record Tool(int status, String output) {
    /** It ends before it were worth while to compile it well. */
    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** @param words its name, and arguments */
    static Tool run(Path directory, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words);
        command.set(0, Jdk.newest().tool(words.get(0)).toString());
        command.addAll(1, OPTIONS.stream().map(option -> words.get(0).equals("java") ? option : "-J" + option).toList());
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(Running.OPTIONS_FOR_ALL);
        int status = builder.start().waitFor();
        return new Tool(status, Files.readString(output, StandardCharsets.UTF_8));
    }
}
