package io.pageconsistency.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The result of a run of a tool of the newest JDK.
 *
 * @param output the text of both streams
 */
record Tool(int status, String output) {
    /** @param words the name of the tool, and its arguments */
    static Tool run(Path directory, List<String> words) {
        List<String> command = new ArrayList<>(words);
        command.set(0, Jdk.newest().tool(words.get(0)).toString());
        command.addAll(1, Child.QUICK.stream().map(option -> words.get(0).equals("java") ? option : "-J" + option).toList());
        Child child = Child.start(command, directory);
        int status = child.status();
        String output = Stream.concat(child.out().stream(), child.err().stream()).map(line -> line + '\n').collect(Collectors.joining());
        return new Tool(status, output);
    }
}
