package io.pageconsistency.agent.instrument;

import java.util.List;

/** What is woven of the modules into the copies of their libraries: two kinds of edits, and what both have in common. */
abstract class ModuleEdits implements ClassEdits {
    private final Weaver weaver;

    private ModuleEdits(Weaver weaver) {
        this.weaver = weaver;
    }

    /** Loaded with the first class of an allocator. */
    private static final class Splices {
        static final Splicer INSTANCE = new Splicer();
    }

    /** Loaded with the first class that takes more. */
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

    /** @return the class file to use instead, or null */
    abstract byte[] edit(WovenClass type, LibraryCopy copy, Definition definition) throws Exception;

    /** Its copy is not known then. */
    @Override
    public final void failed(Definition definition, Throwable error) {
        weaver.say(weaver.find(definition.name()).module().name() + " could not examine " + definition.binaryName() + ": " + error);
    }

    /** With advice in half of its classes a healthy allocator would look broken. */
    @Override
    public final Object group(Class<?> loaded) {
        return weaver.copy(weaver.find(loaded.getName()), loaded.getClassLoader(), loaded.getProtectionDomain());
    }

    @Override
    public final void refused(Object group, List<Class<?>> types, Throwable error) {
        weaver.refuse((LibraryCopy) group, "its loaded classes could not be retransformed: " + error);
    }

    /** The fields that classes get. */
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

    /** The advice. */
    static final class Advice extends ModuleEdits {
        Advice(Weaver weaver) {
            super(weaver);
        }

        @Override
        byte[] edit(WovenClass type, LibraryCopy copy, Definition definition) throws Exception {
            byte[] woven = Splices.INSTANCE.edit(copy, type, definition.classFile());
            if (woven == null) {
                woven = Editor.INSTANCE.edit(copy, type, definition.classFile(), definition.loader());
            }
            copy.woven(type.name());
            return woven;
        }
    }
}
