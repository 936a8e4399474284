package io.pageconsistency.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewerJavaTest {
    @TempDir
    private Path home;

    @Test
    void theReleaseFileTellsTheVersionOfAJava() throws IOException {
        assertThat(feature("JAVA_VERSION=\"25.0.3\"")).isEqualTo(25);
        assertThat(feature("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"22\"")).isEqualTo(22);
        assertThat(feature("JAVA_VERSION=\"26-ea\"")).isEqualTo(26);
        assertThat(feature("JAVA_VERSION=\"1.8.0_292\"")).isEqualTo(1);
        assertThat(feature("JAVA_VERSION=\"unknown\"")).isZero();
        assertThat(feature("")).isZero();
    }

    @Test
    void aHomeWithoutAnExecutableIsNoJava() throws IOException {
        assertThat(feature("JAVA_VERSION=\"25\"")).isEqualTo(25);
        Files.delete(NewerJava.executable(home));
        assertThat(NewerJava.feature(home)).isZero();
        assertThat(NewerJava.feature(home.resolve("nowhere"))).isZero();
    }

    @Test
    void theFoundJavaIsNewEnough() {
        NewerJava.find().ifPresent(found -> assertThat(NewerJava.feature(found)).isGreaterThanOrEqualTo(NewerJava.FIRST));
        if (Runtime.version().feature() >= NewerJava.FIRST) {
            assertThat(NewerJava.find()).isPresent();
        }
    }

    private int feature(String release) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Path java = NewerJava.executable(home);
        if (!Files.exists(java)) {
            Files.createFile(java);
        }
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), release);
        return NewerJava.feature(home);
    }
}
