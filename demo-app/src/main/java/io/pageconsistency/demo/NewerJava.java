package io.pageconsistency.demo;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a Java with memory segments, even if this program runs in an older one.
 *
 * <p>It looks at these places in order: the running Java, {@code JAVA_HOME}, every {@code java} on the {@code PATH}, Maven's {@code
 * toolchains.xml}, the directories beside all of these, and the directories of SDKMAN and of development environments. The {@code
 * release} file tells the version, so no Java is started for that.
 */
final class NewerJava {
    /** The first release in which {@code java.lang.foreign} is final. */
    static final int FIRST = 22;
    /** The places in words, for a message. */
    static final String PLACES = "this Java, JAVA_HOME, PATH, toolchains.xml, and what is installed beside them";

    private static final Pattern JDK_HOME = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*</jdkHome>");

    private NewerJava() {
    }

    /** The home of the first Java that is new enough. */
    static Optional<Path> find() {
        List<Path> named = named();
        for (Path home : named) {
            if (feature(home) >= FIRST) {
                return Optional.of(home);
            }
        }
        List<Path> places = new ArrayList<>();
        named.forEach(home -> places.add(home.getParent()));
        Path user = Path.of(System.getProperty("user.home"));
        places.add(user.resolve(".sdkman").resolve("candidates").resolve("java"));
        places.add(user.resolve(".jdks"));
        return places.stream().distinct().flatMap(place -> children(place).stream())
                .filter(home -> feature(home) >= FIRST).findFirst();
    }

    private static List<Path> named() {
        List<Path> homes = new ArrayList<>();
        add(homes, Path.of(System.getProperty("java.home")));
        String javaHome = System.getenv("JAVA_HOME");
        if (javaHome != null && !javaHome.isBlank()) {
            add(homes, Path.of(javaHome));
        }
        String path = System.getenv("PATH");
        for (String directory : path == null ? new String[0] : path.split(Pattern.quote(File.pathSeparator))) {
            if (!directory.isBlank()) {
                addOfExecutable(homes, Path.of(directory));
            }
        }
        Path toolchains = Path.of(System.getProperty("user.home"), ".m2", "toolchains.xml");
        try {
            Matcher matcher = JDK_HOME.matcher(Files.isRegularFile(toolchains) ? Files.readString(toolchains) : "");
            while (matcher.find()) {
                add(homes, Path.of(matcher.group(1)));
            }
        } catch (IOException e) {
            // This place cannot be read.
        }
        return homes;
    }

    /** The {@code java} on a path is usually a link, or a link to a link. */
    private static void addOfExecutable(List<Path> homes, Path directory) {
        try {
            Path java = directory.resolve(executable());
            if (Files.isExecutable(java)) {
                add(homes, java.toRealPath().getParent().getParent());
            }
        } catch (IOException e) {
            // This place cannot be read.
        }
    }

    private static void add(List<Path> homes, Path home) {
        try {
            homes.add(home.toRealPath());
        } catch (IOException e) {
            // The place does not exist.
        }
    }

    private static List<Path> children(Path place) {
        List<Path> homes = new ArrayList<>();
        if (place != null && Files.isDirectory(place)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(place)) {
                for (Path child : children) {
                    add(homes, child);
                    // The layout of macOS.
                    add(homes, child.resolve("Contents").resolve("Home"));
                }
            } catch (IOException e) {
                // This place cannot be read.
            }
        }
        return homes;
    }

    /** The feature release of a home, or 0 if there is no Java in it. */
    static int feature(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release) || !Files.isExecutable(executable(home))) {
            return 0;
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            properties.load(in);
            String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
            return Integer.parseInt(version.split("\\D", 2)[0]);
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }

    static Path executable(Path home) {
        return home.resolve("bin").resolve(executable());
    }

    private static String executable() {
        return File.separatorChar == '\\' ? "java.exe" : "java";
    }
}
