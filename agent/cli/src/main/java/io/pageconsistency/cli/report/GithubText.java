package io.pageconsistency.cli.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.pageconsistency.recording.Fault;
import io.pageconsistency.recording.Fleet;
import io.pageconsistency.recording.Verdict;
import io.pageconsistency.recording.event.Frame;

/**
 * A report as annotations of a GitHub workflow. An annotation is placed at the guilty call if its source is below the given
 * directory.
 */
final class GithubText {
    private static final Set<String> NO_SOURCES = Set.of("target", "build", "out", "node_modules");
    private static final int MOST_FILES = 200_000;

    private final Map<String, List<Path>> sources = new HashMap<>();
    private final Path directory;
    private int files;

    private GithubText(Path directory) {
        this.directory = directory;
    }

    /** @param directory of the sources */
    static List<String> lines(Fleet fleet, Path directory) {
        GithubText text = new GithubText(directory);
        List<String> lines = new ArrayList<>();
        if (!fleet.faults().isEmpty()) {
            text.look();
        }
        for (Fault fault : fleet.faults()) {
            lines.add("::" + (fault.isCounted() ? "error" : "warning") + " " + text.place(fault) + "title=" + property(title(fault)) + "::"
                    + data(message(fault)));
        }
        Verdict verdict = fleet.verdict();
        if (verdict.light() == Verdict.Light.OFF || verdict.light() == Verdict.Light.AMBER && fleet.faults().isEmpty()) {
            lines.add("::warning title=page-consistency::" + data(verdict.sentence() + "\n" + String.join("\n", verdict.notes())));
        }
        return lines;
    }

    private static String title(Fault fault) {
        return fault.kind() + (fault.first().suspect() ? " (suspect)" : "") + ": " + fault.first().summary();
    }

    private static String message(Fault fault) {
        StringBuilder text = new StringBuilder();
        text.append(fault.guilty() == null ? "no stack on record" : (fault.first().isBlamed() ? "at " : "noticed at ") + fault.guilty());
        if (fault.earlier() != null) {
            text.append(fault.first().earlierGaveBack() ? "\ngiven back before at " : "\ntaken at ").append(fault.earlier());
        }
        text.append('\n').append(fault.count() == 1 ? "once" : fault.count() + " times").append(" in ");
        text.append(String.join(", ", fault.counts().keySet().stream().map(jvm -> jvm.name()).toList()));
        fault.first().stack().stream().limit(20).forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }

    private String place(Fault fault) {
        Frame frame = fault.guilty();
        if (frame == null || frame.line() == 0) {
            return "";
        }
        String packages = frame.type().substring(0, Math.max(0, frame.type().lastIndexOf('.'))).replace('.', '/');
        for (Path source : sources.getOrDefault(frame.file(), List.of())) {
            String name = source.toString().replace('\\', '/');
            if (packages.isEmpty() || name.endsWith("/" + packages + "/" + frame.file())
                    || name.equals(packages + "/" + frame.file())) {
                return "file=" + property(name) + ",line=" + frame.line() + ",";
            }
        }
        return "";
    }

    private void look() {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                    String name = String.valueOf(path.getFileName());
                    return path.equals(directory) || !name.startsWith(".") && !NO_SOURCES.contains(name) ? FileVisitResult.CONTINUE
                            : FileVisitResult.SKIP_SUBTREE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    String name = path.getFileName().toString();
                    if (name.endsWith(".java") || name.endsWith(".kt") || name.endsWith(".scala")) {
                        sources.computeIfAbsent(name, any -> new ArrayList<>()).add(directory.relativize(path));
                    }
                    return ++files < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path path, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Escapes text as GitHub's messages need it. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** Escapes text as GitHub's properties need it. */
    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
