package io.pageconsistency.agent.fence;

import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import io.pageconsistency.Share;
import io.pageconsistency.background.Time;
import io.pageconsistency.fence.Clues;
import io.pageconsistency.fence.Fences;
import io.pageconsistency.fence.SystemPages;
import io.pageconsistency.fence.UsesAfterFree;
import io.pageconsistency.hooks.Checker;
import io.pageconsistency.ledger.Ledger;
import io.pageconsistency.nativememory.NativeMemory;

/**
 * Switches fences on and off. Fences need a system and a JVM that support them, which is tested once on the agent's own memory.
 * They also need hooks in the JDK where code may access fenced memory. Thread-safe.
 */
public final class Fencing {
    private static final int OLDEST_JAVA = 22;
    /** The system property with which tests set the maximum number of mappings of this process. */
    private static final String MOST_PIECES = "io.pageconsistency.fence.pieces";

    private final Instrumentation instrumentation;
    private final NativeMemory nativeMemory;
    private final Ledger ledger;
    private final Fences fences;
    private final UsesAfterFree uses;
    private final ToLongFunction<Object> addresses;
    private final BooleanSupplier knowsNativeMemory;
    private final Consumer<String> notices;
    private Share share = Share.OFF;
    /** This field and the next two are null while fences are off. */
    private LinuxPages pages;
    private OrdinaryMemory memory;
    private FenceWeaver weaver;
    private volatile String whyNot;

    /**
     * @param addresses returns the address of a buffer
     * @param knowsNativeMemory whether the blocks of native memory are known
     * @param notices takes what is to be said, line by line
     */
    public Fencing(Instrumentation instrumentation, Checker checker, ToLongFunction<Object> addresses, BooleanSupplier knowsNativeMemory,
            Consumer<String> notices) {
        this.instrumentation = instrumentation;
        this.nativeMemory = checker.nativeMemory();
        this.ledger = checker.ledger();
        this.fences = checker.fences();
        this.uses = checker.usesAfterFree();
        this.addresses = addresses;
        this.knowsNativeMemory = knowsNativeMemory;
        this.notices = notices;
    }

    /**
     * Sets how much memory is fenced. What was fenced before is accessible when this method returns. If fences are not possible,
     * says so.
     */
    public synchronized void mode(Share wanted) {
        if (wanted == share) {
            return;
        }
        end();
        if (wanted != Share.OFF) {
            begin(wanted);
        }
        ledger.observe();
    }

    /** Whether free memory is fenced, all or some of it. */
    public synchronized boolean isOn() {
        return memory != null && fences.whyNot() == null;
    }

    /** Returns why nothing is fenced although it was asked for; null if memory is fenced, or if it was not asked for. */
    public String whyNot() {
        String gaveUp = fences.whyNot();
        return whyNot != null ? whyNot : gaveUp;
    }

    private void begin(Share wanted) {
        share = wanted;
        whyNot = null;
        try {
            require();
            pages = LinuxPages.open(instrumentation, pageSize());
            testOnOwnMemory();
            weaver = new FenceWeaver(instrumentation);
            List<String> missed = weaver.weave();
            uses.clues(wanted == Share.ALL ? clues() : Clues.NONE);
            memory = new OrdinaryMemory(nativeMemory, Proc::pieces, wanted == Share.ALL,
                    Integer.getInteger(MOST_PIECES, Proc.mostPieces()), Time.OF_THE_MACHINE);
            fences.start(pages, memory, wanted == Share.ALL, () -> notices.accept("NOTHING IS FENCED ANY MORE: " + fences.whyNot()));
            ledger.freed().addFirst(fences);
            notices.accept((wanted == Share.ALL ? "fence=all: free memory" : "fence=sampled: some free memory")
                    + " is inaccessible; Java code that uses it gets an InternalError and is reported, native code that uses it ends the JVM");
            if (!missed.isEmpty()) {
                notices.accept("fence: this JDK is not as expected, so the JVM may end where free memory is given to "
                        + String.join(", ", missed));
            }
        } catch (Throwable e) {
            whyNot = e instanceof IllegalStateException && e.getMessage() != null ? e.getMessage() : e.toString();
            notices.accept("nothing is fenced: " + whyNot);
            undo();
        }
    }

    private void require() {
        String vm = System.getProperty("java.vm.name", "");
        if (Runtime.version().feature() < OLDEST_JAVA) {
            throw new IllegalStateException("fences need JDK " + OLDEST_JAVA + " or later, and this is "
                    + Runtime.version().feature());
        }
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("sun.arch.data.model", "64").equals("64")) {
            throw new IllegalStateException("fences need Linux with 64 bits");
        }
        if (!vm.contains("OpenJDK") && !vm.contains("HotSpot")) {
            throw new IllegalStateException("fences need a HotSpot virtual machine, and this is " + vm);
        }
        if (!knowsNativeMemory.getAsBoolean()) {
            throw new IllegalStateException("fences need module '" + NativeMemory.NAME + "', to know which memory is native");
        }
        String danger = Proc.danger();
        if (danger != null) {
            throw new IllegalStateException(danger);
        }
    }

    private int pageSize() throws ReflectiveOperationException {
        instrumentation.redefineModule(Object.class.getModule(), Set.of(),
                Map.of("jdk.internal.misc", Set.of(Fencing.class.getModule())), Map.of(), Set.of(), Map.of());
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
        return (int) unsafe.getMethod("pageSize").invoke(unsafe.getMethod("getUnsafe").invoke(null));
    }

    /**
     * Tests fences on the agent's own memory: whether an access causes an error and nothing worse, and whether the memory is
     * accessible again afterwards.
     */
    private void testOnOwnMemory() {
        int size = pages.size();
        ByteBuffer probe = ByteBuffer.allocateDirect(2 * size);
        long start = addresses.applyAsLong(probe);
        long page = start + size - 1 & -size;
        int at = (int) (page - start);
        if (start == 0 || !pages.fence(page, size)) {
            throw new IllegalStateException("the system refuses to fence memory: " + (start == 0 ? "no addresses" : pages.refusal()));
        }
        boolean caught = false;
        try {
            probe.get(at);
        } catch (InternalError e) {
            caught = true;
        }
        if (!pages.open(page, size)) {
            pages.openAll();
            throw new IllegalStateException("the system refuses to open fenced memory: " + pages.refusal());
        }
        if (!caught || probe.get(at) != 0) {
            throw new IllegalStateException("this virtual machine does not turn an access into an error");
        }
    }

    private Clues clues() {
        try {
            return new FrameClues(instrumentation, addresses);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return Clues.NONE;
        }
    }

    /** Does periodic work. May block in system calls. */
    public synchronized void everySecond() {
        if (memory != null) {
            memory.everySecond();
            fences.everySecond();
        }
    }

    /** Makes all memory accessible in one step. For the end of the JVM. */
    public void openAtOnce() {
        fences.openAtOnce();
    }

    /** Opens all fences, stops fencing, and removes the hooks from the JDK. */
    public synchronized void end() {
        share = Share.OFF;
        whyNot = null;
        undo();
    }

    private void undo() {
        fences.stop();
        uses.clues(Clues.NONE);
        FenceWeaver woven = weaver;
        LinuxPages open = pages;
        weaver = null;
        pages = null;
        memory = null;
        if (open != null) {
            open.close();
        }
        if (woven != null) {
            woven.remove();
        }
    }
}
