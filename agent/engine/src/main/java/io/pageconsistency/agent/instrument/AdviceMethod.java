package io.pageconsistency.agent.instrument;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * One method of an advice class that is simple enough for {@link Splicer}: static, without handlers of its own, with parameters
 * of which it only sets those that are fields of {@code this}, and without a result, unless that says whether to leave the
 * method's own code out. Immutable.
 */
final class AdviceMethod {
    /** By name, because the types would be loaded. */
    private static final String ANNOTATIONS = "Lnet/bytebuddy/asm/Advice$";
    private static final String ENTER = ANNOTATIONS + "OnMethodEnter;";
    private static final String EXIT = ANNOTATIONS + "OnMethodExit;";

    /** What the annotation that makes it advice may say. */
    private static final Set<String> WHEN = Set.of("suppress", "onThrowable", "backupArguments", "skipOn");
    private static final String IF_TRUE = ANNOTATIONS + "OnNonDefaultValue;";

    /** Where a parameter comes from, and what its annotation may say. */
    enum Kind {
        THIS(ANNOTATIONS + "This;"),
        ARGUMENT(ANNOTATIONS + "Argument;", "value"),
        RETURN(ANNOTATIONS + "Return;"),
        THROWN(ANNOTATIONS + "Thrown;"),
        ORIGIN(ANNOTATIONS + "Origin;"),
        FIELD(ANNOTATIONS + "FieldValue;", "value"),
        FIELD_OF(Type.getDescriptor(FieldOf.class), "value", "returned", "argument", "optional"),
        RESULT_OF(Type.getDescriptor(ResultOf.class), "value");

        private final String annotation;
        private final Set<String> known;

        Kind(String annotation, String... known) {
            this.annotation = annotation;
            this.known = Set.of(known);
        }

        static Kind of(String annotation) {
            for (Kind kind : values()) {
                if (kind.annotation.equals(annotation)) {
                    return kind;
                }
            }
            return null;
        }
    }

    /** A parameter: what it is, and what its annotation says. */
    record Source(Kind kind, Type type, Map<String, Object> values) {
        boolean is(String value) {
            return Boolean.TRUE.equals(values.get(value));
        }

        /** Whether it is a field of {@code this}, which can be set. */
        boolean isOwnField() {
            return kind == Kind.FIELD_OF && !is("returned") && argument() < 0;
        }

        /** The argument whose field it is; negative for none. */
        int argument() {
            return values.get("argument") instanceof Integer argument ? argument : -1;
        }
    }

    private final byte[] classFile;
    private final String name;
    private final boolean onEntry;
    private final boolean onThrowable;
    private final boolean suppressed;
    private final boolean skips;
    /** By the variable; null between those of the longer types. */
    private final Source[] sources;

    private AdviceMethod(byte[] classFile, Reader read) {
        this.classFile = classFile;
        name = read.name;
        onEntry = read.when.equals(ENTER);
        onThrowable = read.values.containsKey("onThrowable");
        suppressed = read.values.containsKey("suppress");
        skips = read.values.containsKey("skipOn");
        sources = read.sources;
    }

    boolean onEntry() {
        return onEntry;
    }

    /** Whether it is for methods that throw as well. */
    boolean onThrowable() {
        return onThrowable;
    }

    /** Whether errors of it are kept from the method. */
    boolean suppressed() {
        return suppressed;
    }

    /** Whether it says, by its result, that the method's own code is to be left out. */
    boolean skips() {
        return skips;
    }

    Source[] sources() {
        return sources;
    }

    /** Has its code visited. */
    void accept(MethodVisitor visitor) {
        new ClassReader(classFile).accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String method, String descriptor, String signature,
                    String[] exceptions) {
                return method.equals(name) ? visitor : null;
            }
        }, ClassReader.EXPAND_FRAMES | ClassReader.SKIP_DEBUG);
    }

    /**
     * @return the advice of a class, by whether it is on entry; null if some of it is not simple
     */
    static Map<Boolean, AdviceMethod> of(byte[] classFile) {
        Map<Boolean, AdviceMethod> methods = new HashMap<>();
        boolean[] simple = {true};
        new ClassReader(classFile).accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public MethodVisitor visitMethod(int access, String method, String descriptor, String signature,
                    String[] exceptions) {
                return new Reader(method, descriptor) {
                    @Override
                    public void visitEnd() {
                        if (when != null) {
                            simple[0] &= isSimple() && methods.put(when.equals(ENTER), new AdviceMethod(classFile, this)) == null;
                        }
                    }
                };
            }
        }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return simple[0] ? methods : null;
    }

    private static class Reader extends MethodVisitor {
        private final String name;
        private final Type result;
        private final Type[] parameters;
        private final Source[] sources;
        private final Map<String, Object> values = new HashMap<>();
        /** The annotation that makes it advice; null if it is none. */
        String when;
        private boolean simple = true;

        Reader(String name, String descriptor) {
            super(OpenedClassReader.ASM_API);
            this.name = name;
            result = Type.getReturnType(descriptor);
            parameters = Type.getArgumentTypes(descriptor);
            sources = new Source[(Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1];
        }

        boolean isSimple() {
            int variable = 0;
            for (Type parameter : parameters) {
                simple &= sources[variable] != null;
                variable += parameter.getSize();
            }
            Object skipOn = values.get("skipOn");
            return simple && (skipOn == null ? result.equals(Type.VOID_TYPE)
                    : result.equals(Type.BOOLEAN_TYPE) && skipOn.equals(Type.getType(IF_TRUE)) && when.equals(ENTER));
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            if (!descriptor.equals(ENTER) && !descriptor.equals(EXIT)) {
                return null;
            }
            when = descriptor;
            return collect(values, WHEN);
        }

        @Override
        public AnnotationVisitor visitParameterAnnotation(int parameter, String descriptor, boolean visible) {
            Kind kind = Kind.of(descriptor);
            if (kind == null) {
                return null;
            }
            int variable = 0;
            for (int i = 0; i < parameter; i++) {
                variable += parameters[i].getSize();
            }
            Source source = new Source(kind, parameters[parameter], new HashMap<>());
            sources[variable] = source;
            return collect(source.values, kind.known);
        }

        private AnnotationVisitor collect(Map<String, Object> into, Set<String> known) {
            return new AnnotationVisitor(OpenedClassReader.ASM_API) {
                @Override
                public void visit(String key, Object value) {
                    into.put(key, value);
                    simple &= known.contains(key);
                }

                @Override
                public void visitEnum(String key, String descriptor, String value) {
                    simple = false;
                }
            };
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            simple &= variable >= sources.length || opcode < Opcodes.ISTORE
                    || opcode == Opcodes.ASTORE && sources[variable].isOwnField();
        }

        @Override
        public void visitIincInsn(int variable, int increment) {
            simple &= variable >= sources.length;
        }

        @Override
        public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
            simple = false;
        }
    }
}
