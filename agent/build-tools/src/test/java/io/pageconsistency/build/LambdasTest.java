package io.pageconsistency.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LambdasTest {
    @TempDir
    private Path directory;

    /** Uses string concatenation, which the tool must not skip silently. */
    static final class Joined {
        private Joined() {
        }

        static String text(int number) {
            return "number " + number;
        }
    }

    @Test
    void editedClassesBehaveAsBefore() throws Exception {
        copy(Sample.class);

        Lambdas.main(new String[] {directory.toString()});

        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()},
                ClassLoader.getPlatformClassLoader())) {
            Object edited = loader.loadClass(Sample.class.getName()).getConstructor().newInstance();
            assertThat(((Callable<?>) edited).call()).isEqualTo(new Sample().call());
        }
    }

    @Test
    void nothingIsLeftToBeMadeAtRunTime() throws Exception {
        copy(Sample.class);
        assertThat(Files.readString(file(Sample.class), StandardCharsets.ISO_8859_1)).contains("LambdaMetafactory");

        Lambdas.main(new String[] {directory.toString()});

        for (Map.Entry<String, String> file : files().entrySet()) {
            assertThat(file.getValue()).as(file.getKey()).doesNotContain("LambdaMetafactory", "ObjectMethods", "BootstrapMethods");
        }
    }

    @Test
    void theSameGivesTheSame() throws Exception {
        copy(Sample.class);
        Lambdas.main(new String[] {directory.toString()});
        Map<String, String> first = files();

        copy(Sample.class);
        Lambdas.main(new String[] {directory.toString()});

        assertThat(files()).isEqualTo(first);
    }

    @Test
    void unknownCallSitesAreRefused() throws Exception {
        copy(Joined.class);

        assertThatIllegalStateException().isThrownBy(() -> Lambdas.main(new String[] {directory.toString()}))
                .withMessageContaining("Joined").withMessageContaining("StringConcatFactory");
    }

    /** A lambda that captures nothing is one object, as the virtual machine makes it. */
    @Test
    void aLambdaWithoutCapturesIsMadeOnce() throws Exception {
        copy(OneLambda.class);
        Lambdas.main(new String[] {directory.toString()});

        try (URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()},
                ClassLoader.getPlatformClassLoader())) {
            Supplier<?> lambda = (Supplier<?>) loader.loadClass(OneLambda.class.getName()).getConstructor().newInstance();
            assertThat(lambda.get()).isSameAs(lambda.get());
        }
    }

    private Path file(Class<?> type) {
        return directory.resolve(type.getName().replace('.', '/') + ".class");
    }

    /** Copies a class and the classes nested in it. */
    private void copy(Class<?> type) throws IOException {
        Path source = Path.of(URI.create(type.getResource(type.getName().substring(type.getPackageName().length() + 1)
                + ".class").toString()));
        String simple = source.getFileName().toString().replace(".class", "");
        Files.createDirectories(file(type).getParent());
        try (Stream<Path> all = Files.list(source.getParent())) {
            for (Path each : all.toList()) {
                String name = each.getFileName().toString();
                if (name.equals(simple + ".class") || name.startsWith(simple + "$")) {
                    Files.write(file(type).resolveSibling(name), Files.readAllBytes(each));
                }
            }
        }
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(each).toString(), Files.readString(each, StandardCharsets.ISO_8859_1));
            }
        }
        return files;
    }
}
