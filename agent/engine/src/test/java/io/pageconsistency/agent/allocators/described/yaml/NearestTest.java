package io.pageconsistency.agent.allocators.described.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> TYPES = List.of("com.example.Page", "com.example.PagePool", "com.example.PagePool$Lease",
            "com.example.Other$Lease", "org.elsewhere.Buffers");

    /** If no class is similar, none is suggested, because a wrong guess would mislead. */
    @ParameterizedTest
    @CsvSource({"com.example.PagePol, com.example.PagePool", "com.example.PagePool.Lease, com.example.PagePool$Lease",
            "com.example.PagePool$Leese, com.example.PagePool$Lease", "com.example.Buffers, org.elsewhere.Buffers",
            "com.example.Unlike,", "com.elsewhere.PagePol,"})
    void theClassIsFoundThatIsMeant(String given, String meant) {
        assertThat(Nearest.type(given, TYPES)).isEqualTo(meant);
    }
}
