package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.netty.buffer.BrokenPool;
import io.pageconsistency.ViolationKind;
import io.pageconsistency.junit.ExpectViolation;

class BothAgentsTest {
    @Test
    @ExpectViolation(ViolationKind.DOUBLE_FREE)
    void findsWhatItIsThereFor() {
        BrokenPool.freeTwice();
    }

    @Test
    void bothAreThereFromTheStart() {
        assertEquals(5, new Half().of(10));
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        assertTrue(options.stream().anyMatch(option -> option.matches("-javaagent:.*org\\.jacoco\\.agent.*")), options::toString);
        assertTrue(options.stream().anyMatch(option -> option.matches("-javaagent:.*page-consistency.*")), options::toString);
    }
}
