package io.pageconsistency.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.net.URL;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.PageConsistency;
import io.pageconsistency.hooks.Checker;

class AgentLoaderTest {
    private static final String HIDDEN_CLASS = "io/pageconsistency/boot/AgentLoaderTest$Hidden.class";

    // The loader keeps its jar open for good.
    @TempDir(cleanup = CleanupMode.NEVER)
    private File directory;
    private AgentLoader loader;

    /** A class that is packed into the jar of the test. */
    public static final class Hidden implements Callable<ClassLoader> {
        @Override
        public ClassLoader call() {
            return getClass().getClassLoader();
        }
    }

    @BeforeEach
    void packJar() throws IOException {
        File jar = new File(directory, "an agent's + jar.jar");
        try (JarOutputStream out = new JarOutputStream(new FileOutputStream(jar))) {
            put(out, "inst/" + HIDDEN_CLASS + "data", classFile());
            put(out, "inst/a/settings.txt", new byte[] {1, 2, 3});
            put(out, "outside.txt", new byte[] {4});
        }
        loader = new AgentLoader(jar);
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
    }

    private static byte[] classFile() throws IOException {
        try (InputStream in = AgentLoaderTest.class.getClassLoader().getResourceAsStream(HIDDEN_CLASS)) {
            return in.readAllBytes();
        }
    }

    @Test
    void definesClassesHiddenInTheJar() throws Exception {
        Class<?> hidden = loader.loadClass(Hidden.class.getName());

        assertThat(hidden).isNotSameAs(Hidden.class);
        assertThat(((Callable<?>) hidden.getConstructor().newInstance()).call()).isSameAs(loader);
        assertThat(hidden.getPackage().getName()).isEqualTo("io.pageconsistency.boot");
        assertThat(hidden.getProtectionDomain().getCodeSource().getLocation().toString()).endsWith("+%20jar.jar");
    }

    @Test
    void seesTheJdkAndNothingOfTheApplication() throws Exception {
        assertThat(loader.loadClass("java.lang.instrument.Instrumentation").getClassLoader()).isNull();
        assertThat(loader.loadClass("java.lang.management.ManagementFactory").getClassLoader()).isNull();
        assertThat(loader.loadClass("jdk.jfr.Event").getClassLoader()).isNull();
        // In this test the ledger lies on the application's class path.
        assertThatThrownBy(() -> loader.loadClass(OwnCode.class.getName())).isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> loader.loadClass(Test.class.getName())).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void readsHiddenResources() throws IOException {
        try (InputStream in = loader.getResourceAsStream("a/settings.txt")) {
            assertThat(in.readAllBytes()).containsExactly(1, 2, 3);
        }
        URL url = loader.getResource("a/settings.txt");
        try (InputStream in = url.openStream()) {
            assertThat(in.readAllBytes()).containsExactly(1, 2, 3);
        }
        assertThat(Collections.list(loader.getResources("a/settings.txt"))).containsExactly(url);
        assertThat(loader.getResource("outside.txt")).isNull();
        assertThat(loader.getResourceAsStream("outside.txt")).isNull();
    }

    /** Advice is copied out of its class file, which is looked up by the class's name. */
    @Test
    void returnsClassFilesUnderTheirUsualNames() throws IOException {
        try (InputStream in = loader.getResourceAsStream(HIDDEN_CLASS)) {
            assertThat(in.readAllBytes()).isEqualTo(classFile());
        }
        try (InputStream in = loader.getResource(HIDDEN_CLASS).openStream()) {
            assertThat(in.readAllBytes()).isEqualTo(classFile());
        }
    }

    @Test
    void refusesToStartWhenTheLedgerIsNotTheBootLoaders() {
        // If hooks are installed, another agent is active, and the message would be another one.
        Checker.ofThisJvm(MethodHandles.lookup()).regions().uninstall();
        assertThatThrownBy(() -> AgentLoader.start("", null, new File("agent.jar")))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("remove agent.jar");
        assertThat(PageConsistency.isActive()).isFalse();
    }
}
