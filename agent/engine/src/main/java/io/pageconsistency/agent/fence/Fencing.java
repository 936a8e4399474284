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
 * Whether free memory is fenced, and what that needs: a system and a virtual machine that let us, tried once on memory of our own, and
 * hooks in the JDK where fenced memory may be met. Thread-safe.
 */
public final class Fencing {
    private static final int OLDEST_JAVA = 22;
    /** For tests: in how many pieces the memory of this process may be. */
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
    /** Null while nothing is fenced; and all of these. */
    private LinuxPages pages;
    private OrdinaryMemory memory;
    private FenceWeaver weaver;
    private volatile String whyNot;

    /**
     * @param addresses tells where buffers lie
     * @param knowsNativeMemory whether the blocks of native memory are known
     * @param notices takes what is to be said, a line each
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

    /** Fences from now on so much; what was fenced before is accessible when this returns. What cannot be is said. */
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

    /** Whether free memory is fenced, all of it or some. */
    public synchronized boolean isOn() {
        return memory != null && fences.whyNot() == null;
    }

    /** Why nothing is fenced although it was asked for; null where it is, or was not. */
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
            tryOut();
            weaver = new FenceWeaver(instrumentation);
            List<String> missed = weaver.weave();
            uses.clues(wanted == Share.ALL ? clues() : Clues.NONE);
            memory = new OrdinaryMemory(nativeMemory, wanted == Share.ALL,
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

    /** On memory of our own: whether an access has an error and nothing worse, and whether the memory is there again afterwards. */
    private void tryOut() {
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

    /** For once in a while; waits for the system. */
    public synchronized void everySecond() {
        if (memory != null) {
            memory.everySecond();
            fences.everySecond();
        }
    }

    /** All is accessible from now on, at once. For the end of the virtual machine. */
    public void openAtOnce() {
        fences.openAtOnce();
    }

    /** Opens everything, stops fencing, and leaves the JDK as it was. */
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
