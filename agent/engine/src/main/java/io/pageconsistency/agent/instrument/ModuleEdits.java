package io.pageconsistency.agent.instrument;

import java.util.ArrayList;
import java.util.List;

import io.pageconsistency.agent.instrument.advice.AdviceEditor;
import io.pageconsistency.agent.instrument.advice.Inserter;
import io.pageconsistency.agent.instrument.advice.Insertion;

/** The edits that modules make to the copies of their libraries. There are two kinds of edits; this class has what both share. */
abstract class ModuleEdits implements ClassEdits {
    private final Weaver weaver;

    private ModuleEdits(Weaver weaver) {
        this.weaver = weaver;
    }

    /** Initialised lazily, when advice is first copied into a class. */
    private static final class Editor {
        static final AdviceEditor INSTANCE = new AdviceEditor();
    }

    @Override
    public final boolean concerns(Module module, ClassLoader loader, String internalName) {
        return weaver.find(internalName) != null;
    }

    @Override
    public final boolean concerns(Class<?> loaded) {
        return weaver.find(loaded.getName()) != null;
    }

    @Override
    public final byte[] edit(Definition definition) {
        Names.Match match = weaver.find(definition.name());
        LibraryCopy copy = weaver.copy(match, definition.loader(), definition.domain());
        try {
            return copy.isAccepted() ? edit(match.type(), copy, definition) : null;
        } catch (Throwable e) {
            weaver.unweave(match, copy, e);
            return null;
        }
    }

    /** @return the new class file, or null */
    abstract byte[] edit(WovenClass type, LibraryCopy copy, Definition definition) throws Exception;

    /** The copy of the class is not known in this case. */
    @Override
    public final void failed(Definition definition, Throwable error) {
        weaver.say(weaver.find(definition.name()).module().name() + " could not examine " + definition.binaryName() + ": " + error);
    }

    /** Groups classes by copy: if only half of its classes had hooks, a healthy allocator would look broken. */
    @Override
    public final Object group(Class<?> loaded) {
        return weaver.copy(weaver.find(loaded.getName()), loaded.getClassLoader(), loaded.getProtectionDomain());
    }

    @Override
    public final void refused(Object group, List<Class<?>> types, Throwable error) {
        weaver.refuse((LibraryCopy) group, "its loaded classes could not be retransformed: " + error);
    }

    /** Adds fields to classes. */
    static final class Fields extends ModuleEdits {
        Fields(Weaver weaver) {
            super(weaver);
        }

        @Override
        public boolean changesMembers() {
            return true;
        }

        @Override
        byte[] edit(WovenClass type, LibraryCopy copy, Definition definition) {
            byte[] with = null;
            if (definition.redefined() == null) {
                for (CarriedField field : type.carried()) {
                    with = field.addTo(with == null ? definition.classFile() : with);
                }
            }
            return with;
        }
    }

    /** Inserts the calls of hooks, and the advice. */
    static final class Hooks extends ModuleEdits {
        Hooks(Weaver weaver) {
            super(weaver);
        }

        @Override
        byte[] edit(WovenClass type, LibraryCopy copy, Definition definition) throws Exception {
            byte[] woven = woven(definition, copy, copy.hooks(type));
            copy.woven(type.name());
            return woven;
        }

        /** Tests call this method directly. */
        static byte[] woven(Definition definition, LibraryCopy copy, List<WovenClass.Hook> hooks) {
            List<AdviceEditor.Weave> copied = new ArrayList<>(0);
            boolean calls = false;
            for (WovenClass.Hook hook : hooks) {
                Class<?> advice = hook.insertion().advice();
                if (advice == null) {
                    calls = true;
                } else {
                    copied.add(new AdviceEditor.Weave(advice,
                            method -> hook.method().matches(method.getInternalName(), method.getDescriptor(), copy.home())));
                }
            }
            byte[] woven = copied.isEmpty() ? definition.classFile()
                    : Editor.INSTANCE.edit(definition.binaryName(), definition.classFile(), definition.loader(), copied);
            return !calls ? woven : Inserter.edit(woven, (name, descriptor) -> calls(copy, hooks, name, descriptor), copy::shape);
        }

        private static List<Insertion.Call> calls(LibraryCopy copy, List<WovenClass.Hook> hooks, String name, String descriptor) {
            List<Insertion.Call> calls = new ArrayList<>(0);
            for (WovenClass.Hook hook : hooks) {
                if (hook.method().matches(name, descriptor, copy.home())) {
                    calls.addAll(hook.insertion().calls());
                }
            }
            return calls;
        }
    }
}
