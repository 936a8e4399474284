package io.pageconsistency.agent.allocators.described.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

import net.bytebuddy.agent.ByteBuddyAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import io.pageconsistency.ViolationKind;
import io.pageconsistency.agent.ThisJvm;
import io.pageconsistency.agent.allocators.described.Descriptions;
import io.pageconsistency.agent.allocators.described.reading.Openings;
import io.pageconsistency.agent.allocators.described.reading.Transfers;
import io.pageconsistency.hooks.Checker;

/**
 * Weaves descriptions into pools of this virtual machine. Has the findings, the hand-outs and the held memory of the running test.
 */
abstract class WovenPools {
    private static Instrumentation instrumentation;
    private static Transfers transfers;
    /** Keeps pools and memory alive, because a collection during another test would change its figures. */
    private static final List<Object> KEPT = new ArrayList<>();

    @TempDir
    Path directory;
    final List<String> notices = new CopyOnWriteArrayList<>();
    final ThisJvm thisJvm = ThisJvm.cleared();
    DescribedWeaver weaver;

    @BeforeAll
    static void instrument() throws ReflectiveOperationException {
        instrumentation = ByteBuddyAgent.install();
        VarHandle address = MethodHandles.privateLookupIn(Buffer.class, MethodHandles.lookup())
                .findVarHandle(Buffer.class, "address", long.class);
        ToLongFunction<Object> addresses = buffer -> (long) address.get((Buffer) buffer);
        Checker checker = Checker.ofThisJvm(MethodHandles.lookup());
        transfers = new Transfers(checker, new Openings(instrumentation), addresses);
        checker.describedPools().install(transfers);
    }

    @AfterEach
    void remove() {
        if (weaver != null) {
            weaver.remove();
        }
        thisJvm.leave();
    }

    /** @param lines the lines that follow after name and class */
    final void describe(String name, String type, String lines) throws Exception {
        describeClass(name, SamplePools.class.getName() + "$" + type, lines);
    }

    /** @param type the name of any class */
    final void describeClass(String name, String type, String lines) throws Exception {
        Path file = Files.writeString(directory.resolve("pools.yaml"), "pools:\n- name: " + name + "\n  class: " + type + "\n"
                + lines.indent(2));
        List<String> problems = new ArrayList<>();
        weaver = DescribedWeaver.install(instrumentation, thisJvm.ledger(),
                Descriptions.read(List.of(file.toString()), Set.of(), problems), transfers, notices::add);
        assertThat(problems).isEmpty();
    }

    static Transfers transfers() {
        return transfers;
    }

    static <T> T kept(T pool) {
        KEPT.add(pool);
        return pool;
    }

    final Map<ViolationKind, Long> found() {
        return thisJvm.violations();
    }

    final long handedOut() {
        return thisJvm.handOuts();
    }

    final long heldNow() {
        return thisJvm.pagesHeld();
    }

    /** A description of {@link SamplePools.Buffers}. */
    static final String ALL_OF_BUFFERS = """
            hand-out:
              - acquire()
              - acquire(int)
              - acquireAll(int)
              - acquireFilling()
            take-back:
              - release(ByteBuffer)
              - release(ByteBuffer, int)
              - releaseAll(Collection)
            close: close()
            reset: clear()
            """;
}
