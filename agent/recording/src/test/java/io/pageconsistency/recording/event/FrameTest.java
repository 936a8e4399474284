package io.pageconsistency.recording.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.pageconsistency.recording.finding.EarlierParty;

/** Frames and earlier parties, parsed from one line of an event. */
class FrameTest {
    @ParameterizedTest
    @CsvSource({
        "a.b.C.run(C.java:12), a.b.C, run, C.java, 12",
        "java.base/java.lang.Thread.run(Thread.java:840), java.lang.Thread, run, Thread.java, 840",
        "app//a.C.<init>(C.java:1), a.C, <init>, C.java, 1",
        "app/m@1.0/a.C.run(C.java:1), a.C, run, C.java, 1",
        "a.C.call(Native Method), a.C, call, Native Method, 0",
        "a.C.call(Unknown Source), a.C, call, Unknown Source, 0",
        "a.C$$Lambda$14/0x000000800.run(Unknown Source), a.C$$Lambda$14/0x000000800, run, Unknown Source, 0"})
    void isWhatWasPrinted(String text, String type, String method, String file, int line) {
        assertThat(Frame.parse(text)).isEqualTo(new Frame(type, method, file, line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4 more", "nothing", "()", "a.C.run(C.java:12"})
    void anythingElseIsNone(String text) {
        assertThat(Frame.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "worker, less than 1 ms earlier: a.C.run(C.java:1) | worker | less than 1 ms earlier | 1",
        "a: b, 5 ms earlier, 7 ms earlier: a.C.run(C.java:1) < b.D.go(D.java:2) < 3 more | a: b | 5 ms earlier, 7 ms earlier | -1",
        "main, 1.5 s earlier | main | 1.5 s earlier | 0",
        "main, 1 h 2 min earlier | main | 1 h 2 min earlier | 0",
        "main, at 2026-11-29T19:17:55.953Z: a.C.run(C.java:1) | main | at 2026-11-29T19:17:55.953Z | 1",
        "what no agent writes | what no agent writes | '' | 0"})
    void anEarlierPartyIsParsedFromItsLine(String line, String thread, String when, int frames) {
        EarlierParty party = EarlierParty.parse(line);

        // The name of a thread may contain any text.
        if (frames >= 0) {
            assertThat(party.thread()).isEqualTo(thread);
            assertThat(party.when()).isEqualTo(when);
            assertThat(party.stack()).hasSize(frames);
        } else {
            assertThat(party.stack()).hasSize(2);
            assertThat(party.more()).isEqualTo(3);
        }
    }

    @Test
    void aMissingPartyIsNull() {
        assertThat(EarlierParty.parse(null)).isNull();
    }
}
