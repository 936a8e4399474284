package io.pageconsistency.agent.instrument;

import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import io.pageconsistency.agent.audit.Books;
import io.pageconsistency.boot.OwnRights;
import io.pageconsistency.hooks.Checker;

/**
 * Weaves allocator modules into the copies of their libraries, as they are loaded.
 *
 * <p>Two transformers, because of what a virtual machine allows. The field for the region changes what a class consists of,
 * which is possible only while it is loaded: its transformer is not retransformable, and what it returned then is the
 * starting point of every later retransformation, by whomever. The advice leaves members as they are: its transformer is
 * retransformable, so that it works on loaded classes, survives other agents' retransformations, and can be removed.
 *
 * <p>Every class that is loaded passes by here, so for all but a few names this is one comparison of the name's end, and
 * nothing of Byte Buddy is loaded before the first class of an allocator. Neither transformer throws, prints, or waits.
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
    private final LibraryCopies copies = new LibraryCopies();
    private final Admission admission;
    private final BookShelf books;
    private final ClassFileTransformer fields = new FieldTransformer();
    private final ClassFileTransformer advice = new AdviceTransformer();
    /** From the start: somebody may just have been loading a class when we came. */
    private volatile boolean sweepWanted = true;
    private int secondsSinceSweep;
    private volatile boolean demanded;
    private boolean removed;

    /** Loaded with the first class of an allocator. */
    private static final class Splices {
        static final Splicer INSTANCE = new Splicer();
    }

    /** Loaded with the first class that takes more. */
    private static final class Editor {
        static final AdviceEditor INSTANCE = new AdviceEditor();
    }

    private Weaver(Instrumentation instrumentation, Checker checker, List<AllocatorModule> modules, Consumer<String> notices) {
        this.instrumentation = instrumentation;
        this.checker = checker;
        this.modules = List.copyOf(modules);
        this.names = new Names(modules);
        this.notices = notices;
        this.admission = new Admission(instrumentation, this, checker);
        this.books = new BookShelf(this, admission);
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
        instrumentation.addTransformer(fields, false);
        instrumentation.addTransformer(advice, true);
        retransform(type -> true);
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
        instrumentation.removeTransformer(fields);
        instrumentation.removeTransformer(advice);
        List<Class<?>> loaded = loaded(type -> true);
        List<String> woven = ReadBack.stillWoven(instrumentation, loaded);
        if (!woven.isEmpty()) {
            throw new IllegalStateException("hooks, which do nothing any more, are still in " + String.join(", ", woven));
        }
        return loaded.size();
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
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (find(type.getName()) != null && instrumentation.isModifiableClass(type) && which.test(type)) {
                loaded.add(type);
            }
        }
        return loaded;
    }

    /** Has loaded classes made anew, with the advice or, if it is no longer ours to give, without. */
    private void retransform(Predicate<Class<?>> which) {
        List<Class<?>> loaded = loaded(which);
        if (retransformed(loaded) == null) {
            return;
        }
        // One that the virtual machine does not like is not to keep the others from it. Copy by copy, since with advice in
        // half of its classes a healthy allocator would look broken.
        Map<LibraryCopy, List<Class<?>>> byCopy = new LinkedHashMap<>();
        for (Class<?> type : loaded) {
            byCopy.computeIfAbsent(copy(find(type.getName()), type.getClassLoader(), type.getProtectionDomain()),
                    copy -> new ArrayList<>()).add(type);
        }
        byCopy.forEach((copy, types) -> {
            Throwable error = retransformed(types);
            if (error != null) {
                refuse(copy, "its loaded classes could not be retransformed: " + error);
            }
        });
    }

    /** Retransforms all or none; the reason for none, or null. */
    private Throwable retransformed(List<Class<?>> types) {
        if (!types.isEmpty()) {
            try {
                instrumentation.retransformClasses(types.toArray(new Class<?>[0]));
            } catch (UnmodifiableClassException | Error | RuntimeException e) {
                return e;
            }
        }
        return null;
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
    private void failed(Names.Match match, LibraryCopy copy, Throwable error) {
        if (refuse(copy, match.type().name() + " could not be woven: " + error)) {
            // Not here: this thread is in the middle of loading one of them.
            Thread unweaving = new Thread(null, () -> retransform(type -> true), "page-consistency-unweaving", 0, false);
            unweaving.setDaemon(true);
            unweaving.start();
        }
    }

    private abstract class Transformer implements ClassFileTransformer {
        /** @return the class file to use instead, or null */
        abstract byte[] edit(Names.Match match, LibraryCopy copy, ClassLoader loader, Class<?> redefined, byte[] classFile)
                throws IOException;

        @Override
        public final byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
                byte[] classFile) {
            Names.Match match = name == null ? null : find(name);
            return match == null ? null : OwnRights.in(() -> edited(match, loader, name, redefined, domain, classFile));
        }

        private byte[] edited(Names.Match match, ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
                byte[] classFile) {
            LibraryCopy copy = null;
            try {
                copy = copy(match, loader, domain);
                return copy.isAccepted() ? edit(match, copy, loader, redefined, classFile) : null;
            } catch (Throwable e) {
                if (copy == null) {
                    notices.accept(match.module().name() + " could not examine " + name.replace('/', '.') + ": " + e);
                } else {
                    failed(match, copy, e);
                }
                return null;
            }
        }
    }

    private final class FieldTransformer extends Transformer {
        @Override
        byte[] edit(Names.Match match, LibraryCopy copy, ClassLoader loader, Class<?> redefined, byte[] classFile) {
            byte[] with = null;
            if (redefined == null) {
                for (CarriedField field : match.type().carried()) {
                    with = field.addTo(with == null ? classFile : with);
                }
            }
            return with;
        }
    }

    private final class AdviceTransformer extends Transformer {
        @Override
        byte[] edit(Names.Match match, LibraryCopy copy, ClassLoader loader, Class<?> redefined, byte[] classFile)
                throws IOException {
            byte[] woven = Splices.INSTANCE.edit(copy, match.type(), classFile);
            if (woven == null) {
                woven = Editor.INSTANCE.edit(copy, match.type(), classFile, loader);
            }
            copy.woven(match.type());
            return woven;
        }
    }
}
