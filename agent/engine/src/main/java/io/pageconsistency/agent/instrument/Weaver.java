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
 * Weaves allocator modules into the copies of their libraries, as they are loaded.
 *
 * <p>Two weavings, because of what a virtual machine allows. The {@linkplain CarriedField added fields} change what a class
 * consists of. The advice leaves members as they are, so that it works on loaded classes, survives other agents'
 * retransformations, and can be removed.
 *
 * <p>Every class that is loaded passes by here, so for all but a few names this is one comparison of the name's end, and
 * nothing of Byte Buddy is loaded before the first class of an allocator.
 *
 * <p>A copy that is woven in part would look broken. What is woven is recorded only once its {@link Admission} says so.
 */
public final class Weaver {
    /** Looking at all classes costs some milliseconds. */
    private static final int SECONDS_BETWEEN_SWEEPS = 60;

    private final Instrumentation instrumentation;
    private final Checker checker;
    private volatile List<AllocatorModule> modules;
    private volatile Names names;
    private final Consumer<String> notices;
    private final Copies<AllocatorModule, LibraryCopy> copies = new Copies<>();
    private final Admission admission;
    private final BookShelf books;
    private final Weaving fields;
    private final Weaving advice;
    /** From the start: somebody may just have been loading a class when we came. */
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
        this.books = new BookShelf(this, admission);
        this.fields = new Weaving(instrumentation, new ModuleEdits.Fields(this));
        this.advice = new Weaving(instrumentation, new ModuleEdits.Hooks(this));
    }

    /**
     * Starts weaving: classes loaded from now on, and those loaded already.
     *
     * @param checker the one of this virtual machine, which woven code reaches
     * @param notices takes a line for each copy that is covered or refused, on the thread that loads its first class: it
     *        must not block, nor load classes of the application
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

    /** Weaves the classes of one more module, if they are not woven already: those loaded from now on, and those loaded already. */
    public synchronized void add(AllocatorModule module) {
        if (!removed && !modules.contains(module)) {
            List<AllocatorModule> more = new ArrayList<>(modules);
            more.add(module);
            modules = List.copyOf(more);
            names = new Names(more);
            retransform(type -> find(type.getName()).module() == module);
        }
    }

    /** Weaves from now on what is {@linkplain WovenClass#weaveOnDemand woven on demand}, or no more, also into classes loaded already. */
    public synchronized void demand(boolean more) {
        if (!removed && demanded != more) {
            demanded = more;
            retransform(type -> find(type.getName()).type().hasOnDemand());
        }
    }

    /** One row for each copy met, and one for each module that met none. */
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

    /** The books that the pools keep themselves, by the owner of a region; null for none. */
    public Function<Object, Books> books() {
        return books;
    }

    /** Which pools' own books are not compared with the record, a line each. */
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
     * Records nothing any more, takes the advice out of every class, and reads back whether it is gone; added fields stay. No
     * class is woven any more. Does nothing the second time.
     *
     * @return how many classes are as they were
     * @throws IllegalStateException if some are not, in one line; what is left in them does nothing
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

    /** Does what is due, if anything is. To be called every second, always by the same thread. */
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
     * Looks for classes that were loaded past the transformers, and weaves them. Nothing of their copies is recorded meanwhile,
     * and what was is forgotten.
     *
     * <p>For a thread that is not in the middle of anything. Looks at all loaded classes, some milliseconds.
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

    /** The loaded classes of all modules that are like that. */
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
            copy.nameCallers(checker.ledger().reports().poolClasses());
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

    /** A copy of which one class could be woven and another not would look broken; so none of it stays woven. */
    void unweave(Names.Match match, LibraryCopy copy, Throwable error) {
        if (refuse(copy, match.type().name() + " could not be woven: " + error)) {
            advice.retransformSoon(() -> { });
        }
    }
}
