package io.pageconsistency.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import io.pageconsistency.ViolationKind;
import org.junit.jupiter.api.Test;

class KindPageTest {
    @Test
    void eachKindHasAPageInTheDocumentation() {
        assertThat(ViolationKind.values()).extracting(kind -> new KindPage(kind.name()).command())
                .allSatisfy(command -> assertThat(Path.of("../..", command.substring(command.lastIndexOf(' ') + 1))).isRegularFile());
    }
}
