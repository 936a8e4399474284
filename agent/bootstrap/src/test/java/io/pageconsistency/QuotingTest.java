package io.pageconsistency;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuotingTest {
    @Test
    void invisibleCharactersAreEscaped() {
        assertThat(Quoting.plain("a\nb\r\tc\0")).isEqualTo("a\\u000ab\\u000d\\u0009c\\u0000");
        assertThat(Quoting.plain("\u001b[2J\u009b31m\u007f")).isEqualTo("\\u001b[2J\\u009b31m\\u007f");
        assertThat(Quoting.plain("x\u202ey\u2066\u200f\u061c\ufeff")).isEqualTo("x\\u202ey\\u2066\\u200f\\u061c\\ufeff");
        assertThat(Quoting.plain("x\u2028y\u2029")).isEqualTo("x\\u2028y\\u2029");
        assertThat(Quoting.plain("\ud800 \udc00\ud800")).isEqualTo("\\ud800 \\udc00\\ud800");
        assertThat(Quoting.plain("tag \udb40\udc41")).isEqualTo("tag \\udb40\\udc41");
    }

    @Test
    void visibleCharactersStay() {
        String text = "C:\\app \"x\" \u00e4\u00f6\u4e2d \ud83d\ude00";

        assertThat(Quoting.plain(text)).isSameAs(text);
        assertThat(Quoting.plain(Quoting.plain("a\nb"))).isEqualTo(Quoting.plain("a\nb"));
        assertThat(Quoting.plain(null)).isNull();
    }

    @Test
    void quotationMarksInsideAreEscaped() {
        assertThat(Quoting.quoted("x\" at exit\\\n")).isEqualTo("\"x\\\" at exit\\\\\\u000a\"");
        assertThat(Quoting.quoted("\ud83d\ude00")).isEqualTo("\"\ud83d\ude00\"");
        assertThat(Quoting.quoted(null)).isEqualTo("null");
    }
}
