package io.pageconsistency.agent.allocators.described.weaving;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.agent.allocators.described.DescribedModule;
import io.pageconsistency.agent.allocators.described.binding.Binder;
import io.pageconsistency.agent.allocators.described.binding.BoundPool;
import io.pageconsistency.agent.allocators.described.binding.Mismatch;
import io.pageconsistency.agent.allocators.described.model.PoolDescription;
import io.pageconsistency.agent.allocators.described.reading.Transfers;
import io.pageconsistency.agent.allocators.described.yaml.Nearest;
import io.pageconsistency.agent.instrument.advice.AdviceEditor;
import io.pageconsistency.agent.instrument.ClassEdits;
import io.pageconsistency.agent.instrument.Copies;
import io.pageconsistency.agent.instrument.Examination;
import io.pageconsistency.agent.instrument.ModuleStatus;
import io.pageconsistency.agent.instrument.Weaving;
import io.pageconsistency.agent.jdk.loaders.Visibility;
import io.pageconsistency.ledger.Ledger;

/**
 * Weaves described pools into their classes, as they are loaded.
 *
 * <p>This is called for every class that is loaded. For a class that is not described it is one lookup by name. Only if a
 * description includes subtypes, the class files of the class's supertypes are read, too, once each.
 */
public final class DescribedWeaver implements ClassEdits {
    private final Instrumentation instrumentation;
    private final Ledger ledger;
    private final List<DescribedModule> modules;
    private final Transfers transfers;
    private final Notices notices;
    private final DescribedClasses describedClasses;
    private final Copies<DescribedModule, DescribedCopy> copies = new Copies<>();
    private final Weaving weaving;

    /** In a class of its own, so that it is loaded only with the first class of a pool. */
    private static final class Editor {
        static final AdviceEditor INSTANCE = new AdviceEditor();
    }

    private DescribedWeaver(Instrumentation instrumentation, Ledger ledger, List<DescribedModule> modules, Transfers transfers,
            Consumer<String> notices) {
        this.instrumentation = instrumentation;
        this.ledger = ledger;
        this.modules = List.copyOf(modules);
        this.transfers = transfers;
        this.notices = new Notices(notices);
        this.describedClasses = new DescribedClasses(this.modules);
        this.weaving = new Weaving(instrumentation, this);
    }

    /**
     * Starts weaving, both the classes that are loaded from now on and those that are loaded already.
     *
     * @param notices receives a line for each copy that is covered or refused, on the thread that loads the copy's first class; it
     *     must not block, nor load classes of the application
     */
    public static DescribedWeaver install(Instrumentation instrumentation, Ledger ledger, List<DescribedModule> modules,
            Transfers transfers, Consumer<String> notices) {
        DescribedWeaver weaver = new DescribedWeaver(instrumentation, ledger, modules, transfers, notices);
        weaver.weaving.begin();
        return weaver;
    }

    /**
     * Compares the user's descriptions with a loader's class files, whose classes may not be loaded until much later. A mismatch is
     * reported at once, and not again when the class is loaded.
     */
    public void lookAhead(ClassLoader loader) {
        for (DescribedModule module : modules) {
            if (!module.isRecipe() && copies.of(module).isEmpty()) {
                lookAhead(module, module.releases().get(0), loader);
            }
        }
    }

    private void lookAhead(DescribedModule module, PoolDescription pool, ClassLoader loader) {
        String file = pool.type().replace('.', '/') + ".class";
        URL found = loader.getResource(file);
        if (found == null) {
            return;
        }
        try (InputStream in = found.openStream()) {
            Binder.bind(pool, AdviceEditor.types(pool.type(), in.readAllBytes(), loader));
        } catch (Mismatch e) {
            copy(module, loader, () -> DescribedCopy.refused(module, Examination.origin(pool.type(), loader,
                    Examination.domain(found, file)), e.getMessage()));
        } catch (IOException | RuntimeException e) {
            // This is reported, or is over, when the class is loaded.
            return;
        }
    }

    /** One row for each copy found, and one for each of the user's descriptions without any copy. */
    public List<ModuleStatus> statuses() {
        List<ModuleStatus> statuses = new ArrayList<>();
        for (DescribedModule module : modules) {
            List<DescribedCopy> met = copies.of(module);
            met.forEach(copy -> statuses.add(copy.status(ledger.regions().seen(module.name()))));
            if (met.isEmpty() && !module.isRecipe()) {
                statuses.add(new ModuleStatus(module.name(), "", module.types().size(), 0, false, null));
            }
        }
        return statuses;
    }

    /** The user's descriptions without any loaded class. Each line has the description's place and its class. */
    public List<String> unmet() {
        List<String> lines = new ArrayList<>();
        for (DescribedModule module : modules) {
            List<DescribedCopy> met = copies.of(module);
            PoolDescription pool = module.isRecipe() ? null : module.releases().get(0);
            if (pool != null && met.isEmpty()) {
                lines.add(module.name() + " of " + pool.at() + ": no class " + pool.type() + " was loaded" + similar(pool.type()));
            } else if (pool != null && pool.subtypes() && met.stream().allMatch(copy -> copy.isAccepted() && copy.wovenTypes() == 0)) {
                lines.add(module.name() + " of " + pool.at() + ": no class that implements or extends " + pool.type() + " was loaded");
            }
        }
        return lines;
    }

    /** The class may have been moved to another package or into another class, or its name may be misspelt. */
    private String similar(String type) {
        Set<String> names = new LinkedHashSet<>();
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (!loaded.isArray() && !loaded.isHidden()) {
                names.add(loaded.getName());
            }
        }
        String nearest = Nearest.type(type, names);
        return nearest == null ? "" : "; there is " + nearest;
    }

    /**
     * Takes the advice out of every class, and verifies that it is gone. No class is woven from now on. A second call does nothing.
     *
     * @return the number of classes that are as they were before
     * @throws IllegalStateException if some classes are not; its message is one line
     */
    public int remove() {
        return weaving.remove();
    }

    @Override
    public boolean concerns(Module module, ClassLoader loader, String internalName) {
        return describedClasses.mayInclude(internalName);
    }

    @Override
    public boolean concerns(Class<?> loaded) {
        return !describedClasses.of(loaded).isEmpty();
    }

    @Override
    public void refused(Object group, List<Class<?>> types, Throwable error) {
        for (Class<?> type : types) {
            for (DescribedModule module : describedClasses.of(type)) {
                copies.of(module).forEach(copy -> refuse(copy, "its loaded classes could not be retransformed: " + error));
            }
        }
    }

    @Override
    public byte[] edit(Definition definition) {
        List<DescribedCopy> touched = new ArrayList<>(0);
        try {
            Set<DescribedModule> described = definition.redefined() != null ? describedClasses.of(definition.redefined())
                    : describedClasses.of(definition.name(), definition.classFile(), definition.loader());
            return described.isEmpty() ? null : weave(described, definition, touched);
        } catch (RuntimeException | Error e) {
            if (touched.isEmpty()) {
                throw e;
            }
            touched.forEach(copy -> failed(copy, definition.binaryName() + " could not be woven: " + e));
            return null;
        }
    }

    @Override
    public void failed(Definition definition, Throwable error) {
        notices.say("descriptions could not be compared with " + definition.binaryName() + ": " + error);
    }

    /** @param touched receives the copies that have something to weave in this class */
    private byte[] weave(Set<DescribedModule> described, Definition definition, List<DescribedCopy> touched) {
        String name = definition.binaryName();
        ClassLoader loader = definition.loader();
        byte[] classFile = definition.classFile();
        TypePool types = AdviceEditor.types(name, classFile, loader);
        TypeDescription type = types.describe(name).resolve();
        List<AdviceEditor.Weave> weaves = new ArrayList<>();
        List<FreeListEditor.Hooked> lists = new ArrayList<>(0);
        for (DescribedModule module : described) {
            DescribedCopy copy = copy(module, loader, () -> examine(module, types,
                    Examination.origin(name, loader, definition.domain()), loader, definition.redefined() == null));
            if (copy.isAccepted()) {
                int before = weaves.size() + lists.size();
                weaves.addAll(Hooks.of(copy.pool(), type, module.supertype() != null, copy.firstTransfer()));
                lists.addAll(Hooks.lists(copy.pool(), type, copy.firstTransfer()));
                if (weaves.size() + lists.size() > before) {
                    touched.add(copy);
                }
            }
        }
        if (weaves.isEmpty() && lists.isEmpty()) {
            return null;
        }
        byte[] woven = weaves.isEmpty() ? classFile : Editor.INSTANCE.edit(name, classFile, loader, weaves);
        if (!lists.isEmpty()) {
            woven = FreeListEditor.edit(type.getInternalName(), woven, lists);
        }
        for (DescribedCopy copy : touched) {
            ledger.reports().poolClasses().of(copy.module().name()).type(name);
            if (copy.woven(name)) {
                notices.implementation(copy, name, loader, definition.domain());
            }
        }
        return woven;
    }

    /** If a description includes subtypes, there is one copy for all loaders. */
    private DescribedCopy copy(DescribedModule module, ClassLoader loader, Supplier<DescribedCopy> examination) {
        return copies.get(module, module.supertype() == null ? loader : null, "", examination, notices::met);
    }

    private DescribedCopy examine(DescribedModule module, TypePool types, String where, ClassLoader loader, boolean beingLoaded) {
        String hidden = Visibility.obstacle(loader);
        if (hidden != null) {
            return DescribedCopy.refused(module, where, hidden);
        }
        String reason = null;
        for (PoolDescription release : module.releases()) {
            try {
                BoundPool bound = Binder.bind(release, types);
                return DescribedCopy.accepted(module, where, bound, transfers.add(bound, beingLoaded,
                        misfit -> misfit(module, bound, misfit)));
            } catch (Mismatch e) {
                reason = reason == null ? e.getMessage() : reason;
            }
        }
        return DescribedCopy.refused(module, where, reason);
    }

    private boolean refuse(DescribedCopy copy, String reason) {
        boolean first = copy.refuse(reason);
        if (first) {
            notices.refused(copy);
        }
        return first;
    }

    private void misfit(DescribedModule module, BoundPool pool, String reason) {
        copies.of(module).stream().filter(copy -> copy.pool() == pool).forEach(copy -> failed(copy, reason));
    }

    /** Removes all hooks of a copy. With hooks in only some of its classes a pool would look broken. */
    private void failed(DescribedCopy copy, String reason) {
        if (refuse(copy, reason)) {
            weaving.retransformSoon(() -> ledger.regions().abandonAll(region -> region.allocator().equals(copy.module().name()),
                    region -> { }));
        }
    }
}
