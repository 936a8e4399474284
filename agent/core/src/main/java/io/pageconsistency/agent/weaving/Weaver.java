package io.pageconsistency.agent.weaving;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.pageconsistency.hooks.Uncovered;

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
 */
public final class Weaver {
    private final Instrumentation instrumentation;
    private final List<AllocatorModule> modules;
    private final Consumer<String> notices;
    private final Copies copies = new Copies();
    private final ClassFileTransformer fields = new FieldTransformer();
    private final ClassFileTransformer advice = new AdviceTransformer();

    /** Loaded with the first class of an allocator. */
    private static final class Editor {
        static final AdviceEditor INSTANCE = new AdviceEditor();
    }

    private Weaver(Instrumentation instrumentation, List<AllocatorModule> modules, Consumer<String> notices) {
        this.instrumentation = instrumentation;
        this.modules = List.copyOf(modules);
        this.notices = notices;
    }

    /**
     * Starts weaving: classes loaded from now on, and those loaded already.
     *
     * @param notices takes a line for each copy that is covered or refused, on the thread that loads its first class: it
     *        must not block, nor load classes of the application
     */
    public static Weaver install(Instrumentation instrumentation, List<AllocatorModule> modules, Consumer<String> notices) {
        Weaver weaver = new Weaver(instrumentation, modules, notices);
        Uncovered.listener(weaver::used);
        instrumentation.addTransformer(weaver.fields, false);
        instrumentation.addTransformer(weaver.advice, true);
        weaver.retransform();
        return weaver;
    }

    /** One row for each copy met, and one for each module that met none. */
    public List<ModuleStatus> statuses() {
        List<ModuleStatus> statuses = new ArrayList<>();
        for (AllocatorModule module : modules) {
            List<ModuleStatus> rows = copies.of(module).stream().filter(Copy::isNoteworthy).map(Copy::status).toList();
            statuses.addAll(rows);
            if (rows.isEmpty() && module.covers()) {
                statuses.add(new ModuleStatus(module.name(), "", module.classes().size(), 0, false, null));
            }
        }
        return statuses;
    }

    /** Takes the advice out of every class; added fields stay. No class is woven any more. */
    public void remove() {
        instrumentation.removeTransformer(fields);
        instrumentation.removeTransformer(advice);
        Uncovered.listener(null);
        retransform();
    }

    /** Has the loaded classes of all modules made anew, with the advice or, if it is no longer ours to give, without. */
    private void retransform() {
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (find(type.getName()) != null && instrumentation.isModifiableClass(type)) {
                loaded.add(type);
            }
        }
        if (loaded.isEmpty()) {
            return;
        }
        try {
            // All in one step: with advice in half of them a healthy allocator would look broken.
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
        } catch (UnmodifiableClassException | LinkageError | RuntimeException e) {
            String reason = "its loaded classes could not be retransformed: " + e;
            for (Class<?> type : loaded) {
                refuse(copy(find(type.getName()), type.getClassLoader(), type.getProtectionDomain()), reason);
            }
        }
    }

    private record Match(AllocatorModule module, WovenClass type, String prefix) {
    }

    /** @param name of a class, with dots or slashes */
    private Match find(String name) {
        for (AllocatorModule module : modules) {
            for (WovenClass type : module.classes()) {
                int rest = name.length() - type.name().length() - module.home().length();
                if (rest >= 0 && name.endsWith(type.name())
                        && name.replace('/', '.').startsWith(module.home(), rest)) {
                    return new Match(module, type, name.substring(0, rest).replace('/', '.'));
                }
            }
        }
        return null;
    }

    private Copy copy(Match match, ClassLoader loader, ProtectionDomain domain) {
        return copies.get(match.module(), loader, match.prefix(),
                () -> Examination.of(match.module(), loader, match.prefix(), domain), this::met);
    }

    private void met(Copy copy) {
        if (!copy.isAccepted()) {
            notices.accept(notCovered(copy, copy.status().refusal()));
        } else if (copy.module().covers()) {
            notices.accept(copy.module().name() + " covers " + copy.where());
        }
    }

    /** Something was used of a copy that is not covered. */
    private void used(Class<?> type) {
        Match match = find(type.getName());
        if (match == null) {
            return;
        }
        refuse(copy(match, type.getClassLoader(), type.getProtectionDomain()),
                "it is in use and not covered yet: what it hands out is not checked");
    }

    private boolean refuse(Copy copy, String reason) {
        boolean first = copy.refuse(reason);
        if (first) {
            notices.accept(notCovered(copy, reason));
        }
        return first;
    }

    private static String notCovered(Copy copy, String reason) {
        return copy.module().name() + " does NOT cover " + copy.where() + ": " + reason;
    }

    /** A copy of which one class could be woven and another not would look broken; so none of it stays woven. */
    private void failed(Match match, Copy copy, Throwable error) {
        if (refuse(copy, match.type().name() + " could not be woven: " + error)) {
            // Not here: this thread is in the middle of loading one of them.
            Thread unweaving = new Thread(null, this::retransform, "page-consistency-unweaving", 0, false);
            unweaving.setDaemon(true);
            unweaving.start();
        }
    }

    private abstract class Transformer implements ClassFileTransformer {
        /** @return the class file to use instead, or null */
        abstract byte[] edit(Match match, Copy copy, ClassLoader loader, Class<?> redefined, byte[] classFile);

        @Override
        public final byte[] transform(ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain,
                byte[] classFile) {
            Match match = name == null ? null : find(name);
            if (match == null) {
                return null;
            }
            Copy copy = null;
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
        byte[] edit(Match match, Copy copy, ClassLoader loader, Class<?> redefined, byte[] classFile) {
            return redefined == null && match.type().hasRegionField() ? RegionField.addTo(classFile) : null;
        }
    }

    private final class AdviceTransformer extends Transformer {
        @Override
        byte[] edit(Match match, Copy copy, ClassLoader loader, Class<?> redefined, byte[] classFile) {
            byte[] woven = Editor.INSTANCE.edit(copy, match.type(), classFile, loader);
            copy.woven(match.type());
            return woven;
        }
    }
}
