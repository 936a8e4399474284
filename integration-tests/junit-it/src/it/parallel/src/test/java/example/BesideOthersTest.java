package example;

import org.junit.jupiter.api.RepeatedTest;

/** Is present whenever a test that must run alone does not. */
class BesideOthersTest {
    @RepeatedTest(3)
    void mayRunBesideOthers() throws Exception {
        Presence.stay();
    }
}
