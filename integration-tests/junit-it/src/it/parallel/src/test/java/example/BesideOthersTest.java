package example;

import org.junit.jupiter.api.RepeatedTest;

/** Is there whenever a test that must be alone is not. */
class BesideOthersTest {
    @RepeatedTest(3)
    void mayRunBesideOthers() throws Exception {
        Presence.stay();
    }
}
