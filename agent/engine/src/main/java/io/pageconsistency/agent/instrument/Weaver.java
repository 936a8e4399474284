package io.pageconsistency.agent.instrument;

import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.hooks.Checker;

/**
 * Weaves allocator modules into the copies of their libraries when these are loaded.
 *
 * <p>There are two weavings, because the JVM's rules differ. {@linkplain CarriedField Added fields} change the members of a class,
 * which is possible only while it is loaded. Hooks leave the members as they are, so they can be woven into loaded classes, survive
 * retransformations by other agents, and can be removed.
 *
 * <p>The weaver is called for every class that is loaded. For almost all of them it compares the end of the name once. No class of
 * Byte Buddy is loaded before the first class of an allocator.
 *
 * <p>A copy that is woven only in part would look broken. So operations are recorded only after {@link Admission} allows it.
 * Thread-safe.
 */
public final class Weaver {
    /** A sweep over all loaded classes costs some milliseconds. */
    private static final int SECONDS_BETWEEN_SWEEPS = 60;

    private final Instrumentation instrumentation;
    private final Checker checker;
    private volatile List<AllocatorModule> modules;
    private volatile Names names;
    private final Consumer<String> notices;
    private final Copies<AllocatorModule, LibraryCopy> copies = new Copies<>();
    private final Admission admission;
    private final BooksByOwner books;
    private final Weaving fields;
    private final Weaving advice;
    /** True at the start, because another thread may have been loading a class when the agent was installed. */
    private volatile boolean sweepWanted = true;
    private int secondsSinceSweep;
    private volatile boolean demanded;
    private boolean removed;

    private Weaver(Instrumentation instrumentation, Checker checker, List<AllocatorModule> modules, Consumer<String> notices) {
        this.instrumentation = instrumentation;
        this.checker = checker;
        this.modules = List.copyOf(modules);
        this.names = new Names(modules);
        this.notices = notices;
        this.admission = new Admission(instrumentation, this, checker);
        this.books = new BooksByOwner(this, admission);
        this.fields = new Weaving(instrumentation, new ModuleEdits.Fields(this));
        this.advice = new Weaving(instrumentation, new ModuleEdits.Hooks(this));
    }

    /**
     * Starts weaving, for classes that are loaded from now on and for those that are loaded already.
     *
     * @param checker the checker of this JVM, which woven code calls
     * @param notices takes a line for each copy that is covered or refused, on the thread that loads its first class. It must not
     *        block, and must not load classes of the application
     */
    public static Weaver install(Instrumentation instrumentation, Checker checker, List<AllocatorModule> modules,
            Consumer<String> notices) {
        Weaver weaver = new Weaver(instrumentation, checker, modules, notices);
        AllOrNothing.begin(weaver::begin, weaver::remove);
        return weaver;
    }

    private void begin() {
        checker.gates().policy(admission);
        fields.begin();
        advice.begin();
        admission.begin();
    }

    /** Weaves the classes of one more module if they are not woven already, including classes that are loaded already. */
    public synchronized void add(AllocatorModule module) {
        if (!removed && !modules.contains(module)) {
            List<AllocatorModule> more = new ArrayList<>(modules);
            more.add(module);
            modules = List.copyOf(more);
            names = new Names(more);
            retransform(type -> find(type.getName()).module() == module);
        }
    }

    /**
     * Starts or stops weaving the hooks that are {@linkplain WovenClass#weaveOnDemand woven on demand}, including classes that are
     * loaded already.
     */
    public synchronized void demand(boolean more) {
        if (!removed && demanded != more) {
            demanded = more;
            retransform(type -> find(type.getName()).type().hasOnDemand());
        }
    }

    /** Returns one row for each copy that was met, and one for each module that met none. */
    public List<ModuleStatus> statuses() {
        List<ModuleStatus> statuses = new ArrayList<>();
        for (AllocatorModule module : modules) {
            List<ModuleStatus> rows = copies.of(module).stream().map(copy -> copy.status(checker)).toList();
            statuses.addAll(rows);
            if (rows.isEmpty() && module.isExpected()) {
                statuses.add(new ModuleStatus(module.name(), "", module.classes().size(), 0, false, null));
            }
        }
        return statuses;
    }

    /** Returns a function from the owner of a region to the pool's own books, or to null if there are none. */
    public Function<Object, Books> books() {
        return books;
    }

    /** Returns, one line each, the pools whose own books are not compared with the record. */
    public List<String> unreadBooks() {
        return copies.all().stream().filter(copy -> copy.isAccepted() && copy.unread() != null).map(Weaver::notRead).sorted().toList();
    }

    private static String notRead(LibraryCopy copy) {
        return "the pool's own books of " + copy.module().name() + " in " + copy.where() + ": " + copy.unread();
    }

    void cannotRead(LibraryCopy copy, String reason) {
        copy.unread(reason);
        notices.accept("not checked: " + notRead(copy));
    }

    /**
     * Stops recording and weaving, removes the hooks from every class, and checks by reading back that they are gone. Added fields
     * stay. A second call does nothing.
     *
     * @return the number of classes that are as they were before
     * @throws IllegalStateException with one line, if some are not; hooks that are left in them do nothing
     */
    public synchronized int remove() {
        checker.regions().silence();
        if (removed) {
            return 0;
        }
        removed = true;
        copies.all().forEach(LibraryCopy::leave);
        fields.remove();
        return advice.remove();
    }

    /** Does periodic work if any is due. To be called every second, always by the same thread. */
    public void everySecond() {
        if (sweepWanted || ++secondsSinceSweep >= SECONDS_BETWEEN_SWEEPS) {
            secondsSinceSweep = 0;
            sweep();
        }
    }

    void sweepSoon() {
        sweepWanted = true;
    }

    /**
     * Finds classes that were loaded without the transformers, and weaves them. Operations of their copies are not recorded
     * meanwhile, and earlier records of these copies are discarded.
     *
     * <p>Not to be called while a class is being loaded. Looks at all loaded classes, which takes some milliseconds.
     */
    void sweep() {
        sweepWanted = false;
        Map<Class<?>, LibraryCopy> escaped = new LinkedHashMap<>();
        for (Class<?> type : loaded(any -> true)) {
            Names.Match match = find(type.getName());
            LibraryCopy copy = copy(match, type.getClassLoader(), type.getProtectionDomain());
            if (copy.isAccepted() && copy.isUnwoven(match)) {
                copy.suspend();
                escaped.put(type, copy);
            }
        }
        if (!escaped.isEmpty()) {
            retransform(escaped::containsKey);
            escaped.forEach(this::caught);
        }
        copies.all().forEach(LibraryCopy::resume);
    }

    private void caught(Class<?> type, LibraryCopy copy) {
        if (copy.isUnwoven(find(type.getName()))) {
            refuse(copy, type.getName() + " was loaded without the agent's notice and cannot be woven");
        } else if (copy.isAccepted()) {
            notices.accept(copy.module().name() + ": " + type.getName() + " was loaded without the agent's notice and is woven"
                    + " now; what was handed out before is checked from its next use on");
        }
    }

    /** Returns the loaded classes of all modules that match. */
    private List<Class<?>> loaded(Predicate<Class<?>> which) {
        List<Class<?>> loaded = advice.loaded();
        loaded.removeIf(which.negate());
        return loaded;
    }

    private void retransform(Predicate<Class<?>> which) {
        advice.retransform(loaded(which));
    }

    Names.Match find(String name) {
        return names.find(name);
    }

    LibraryCopy copy(Names.Match match, ClassLoader loader, ProtectionDomain domain) {
        return copies.get(match.module(), loader, match.prefix(),
                () -> Examination.of(match.module(), loader, match.prefix(), domain).onDemand(() -> demanded), this::met);
    }

    private void met(LibraryCopy copy) {
        if (!copy.isAccepted()) {
            notices.accept(notCovered(copy, copy.status(checker).refusal()));
        } else {
            copy.registerPackages(checker.ledger().reports().poolClasses());
            notices.accept(copy.module().name() + " covers " + copy.where());
            if (copy.unread() != null) {
                cannotRead(copy, copy.unread());
            }
        }
    }

    void say(String notice) {
        notices.accept(notice);
    }

    boolean refuse(LibraryCopy copy, String reason) {
        boolean first = copy.refuse(reason);
        if (first) {
            notices.accept(notCovered(copy, reason));
        }
        return first;
    }

    private static String notCovered(LibraryCopy copy, String reason) {
        return copy.module().name() + " does NOT cover " + copy.where() + ": " + reason;
    }

    /** Refuses a copy and removes its hooks. A copy of which one class is woven and another is not would look broken. */
    void unweave(Names.Match match, LibraryCopy copy, Throwable error) {
        if (refuse(copy, match.type().name() + " could not be woven: " + error)) {
            advice.retransformSoon(() -> { });
        }
    }
}
