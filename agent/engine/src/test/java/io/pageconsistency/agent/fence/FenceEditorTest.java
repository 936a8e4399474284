package io.pageconsistency.agent.fence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the JDK that runs this test has every method and call that the fences need. */
class FenceEditorTest {
    @ParameterizedTest
    @ValueSource(strings = {"java/lang/InternalError", "java/util/zip/CRC32", "java/util/zip/CRC32C", "java/util/zip/Adler32",
        "java/util/zip/Deflater", "java/util/zip/Inflater"})
    void findsEveryMethodAndCall(String type) throws IOException {
        List<String> missed = new ArrayList<>();
        byte[] before = classFile(type);
        byte[] after = FenceEditor.edit(before, missed);
        assertThat(missed).isEmpty();
        assertThat(new String(after, java.nio.charset.StandardCharsets.ISO_8859_1)).contains("FenceHooks");
        assertThat(FenceEditor.isEdited(type)).isTrue();
    }

    @Test
    void reportsMissingCalls() throws IOException {
        List<String> missed = new ArrayList<>();
        FenceEditor.edit(classFile("java/util/zip/CRC32"), missed);
        FenceEditor.edit(renamed(), missed);
        assertThat(missed).containsExactly("java.util.zip.CRC32.updateByteBuffer(IJII)I");
        assertThat(FenceEditor.isEdited("java/util/zip/ZipFile")).isFalse();
    }

    /** Returns a class with the right name that does not have the call. */
    private static byte[] renamed() {
        net.bytebuddy.jar.asm.ClassWriter writer = new net.bytebuddy.jar.asm.ClassWriter(0);
        writer.visit(net.bytebuddy.jar.asm.Opcodes.V17, 0, "java/util/zip/CRC32", null, "java/lang/Object", null);
        return writer.toByteArray();
    }

    private static byte[] classFile(String type) throws IOException {
        try (InputStream in = Object.class.getModule().getResourceAsStream(type + ".class")) {
            return in.readAllBytes();
        }
    }
}
