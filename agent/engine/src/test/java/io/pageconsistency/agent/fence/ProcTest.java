package io.pageconsistency.agent.fence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks which memory counts as ordinary, for given contents of Linux's files. */
class ProcTest {
    private static final String PIECES = """
            7f0000000000-7f0000010000 rw-p 00000000 00:00 0\s
            Size:                 64 kB
            VmFlags: rd wr mr mw me ac sd\s
            7f0000010000-7f0000020000 rw-p 00000000 00:00 0                          [heap]
            VmFlags: rd wr mr mw me ac\s
            7f0000020000-7f0000030000 rw-p 00000000 00:00 0\s
            VmFlags: rd wr mr mw me lo ac\s
            7f0000030000-7f0000040000 rw-s 00000000 00:01 4711                       /memfd:other (deleted)
            VmFlags: rd wr sh mr mw me ms\s
            7f0000050000-7f0000060000 rw-p 00000000 00:00 0\s
            VmFlags: rd wr mr mw me hg\s
            """;

    @ParameterizedTest
    @CsvSource({
        "7f0000000000, 7f0000010000, true",
        "7f0000001000, 7f000001f000, true",
        "7f0000010000, 7f0000021000, false",
        "7f0000020000, 7f0000030000, false",
        "7f0000031000, 7f0000032000, false",
        "7f0000040000, 7f0000041000, false",
        "7f000004f000, 7f0000051000, false",
        "7f0000051000, 7f0000052000, false",
    })
    void onlyMemoryWithoutSpecialPropertiesIsOrdinary(String start, String end, boolean ordinary) {
        assertThat(Proc.isOrdinary(PIECES, Long.parseLong(start, 16), Long.parseLong(end, 16))).isEqualTo(ordinary);
    }
}
