package io.pageconsistency.agent.instrument;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import net.bytebuddy.jar.asm.AnnotationVisitor;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Writes a method with advice at its beginning, and at its one end, to which all its returns now jump.
 *
 * <p>Variables of the advice come after all of the method's own, and live no longer than the advice, so the method's code and
 * its frames stay as they are. A frame of ours names those parameters that the method never overwrites, and nothing else of
 * the method's. Errors of advice are handed to {@link io.pageconsistency.hooks.PoolHooks#swallow}.
 */
final class SplicedMethod extends MethodVisitor {
    private static final String THROWABLE = "java/lang/Throwable";
    private static final Object[] ERROR = {THROWABLE};
    private static final Object[] NOTHING = {};

    private final Type owner;
    private final String descriptor;
    private final Type result;
    private final MethodShape shape;
    private final AdviceMethod entry;
    private final AdviceMethod exit;
    private final Fields fields;
    /** The variables of the result, and of what was thrown; advice's own come after those. */
    private final int resultVariable;
    private final int thrownVariable;
    private final int firstOfAdvice;
    private final Label body = new Label();
    private final Label end = new Label();
    private boolean returns;

    SplicedMethod(MethodVisitor next, String owner, String descriptor, MethodShape shape,
            Map<Boolean, AdviceMethod> advice, Fields fields) {
        super(OpenedClassReader.ASM_API, next);
        this.owner = Type.getObjectType(owner);
        this.descriptor = descriptor;
        this.shape = shape;
        this.fields = fields;
        entry = advice.get(true);
        exit = advice.get(false);
        result = Type.getReturnType(descriptor);
        resultVariable = shape.variables();
        thrownVariable = resultVariable + result.getSize();
        firstOfAdvice = thrownVariable + 1;
    }

    /** The type of the object whose field is read; null if the method has no such argument. */
    static Type holder(AdviceMethod.Source source, Type owner, String descriptor) {
        if (source.is("returned")) {
            return Type.getReturnType(descriptor);
        }
        Type[] arguments = Type.getArgumentTypes(descriptor);
        return source.argument() < 0 ? owner : source.argument() < arguments.length ? arguments[source.argument()] : null;
    }

    /** Where a method that is not static has an argument. */
    static int variable(String descriptor, int argument) {
        int variable = 1;
        Type[] types = Type.getArgumentTypes(descriptor);
        for (int i = 0; i < argument; i++) {
            variable += types[i].getSize();
        }
        return variable;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (entry != null) {
            if (shape.firstLine() >= 0) {
                // Else the advice would stand in stacks without a line.
                Label first = new Label();
                super.visitLabel(first);
                super.visitLineNumber(shape.firstLine(), first);
            }
            splice(entry, variables(false), false);
            // The method's own code may begin with a frame, and two cannot be at one place.
            super.visitInsn(Opcodes.NOP);
        }
        if (exit != null) {
            super.visitLabel(body);
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (exit != null && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            returns = true;
            if (result.getSize() > 0) {
                super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), resultVariable);
            }
            super.visitJumpInsn(Opcodes.GOTO, end);
        } else {
            super.visitInsn(opcode);
        }
    }

    @Override
    public void visitMaxs(int stack, int locals) {
        if (exit != null && exit.onThrowable()) {
            Label failed = new Label();
            // Behind the method's own handlers.
            super.visitTryCatchBlock(body, failed, failed, null);
            super.visitLabel(failed);
            List<Object> variables = variables(true);
            frame(variables, ERROR);
            super.visitVarInsn(Opcodes.ASTORE, thrownVariable);
            pad(variables, thrownVariable);
            variables.add(THROWABLE);
            splice(exit, variables, true);
            super.visitVarInsn(Opcodes.ALOAD, thrownVariable);
            super.visitInsn(Opcodes.ATHROW);
        }
        if (returns) {
            super.visitLabel(end);
            List<Object> variables = variables(true);
            pad(variables, resultVariable);
            if (result.getSize() > 0) {
                variables.add(ofFrame(result));
            }
            frame(variables, NOTHING);
            splice(exit, variables, false);
            if (result.getSize() > 0) {
                super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), resultVariable);
            }
            super.visitInsn(result.getOpcode(Opcodes.IRETURN));
        }
        super.visitMaxs(stack, locals);
    }

    /** The parameters, as a frame has them; after the method's code only those that hold what they held. */
    private List<Object> variables(boolean behind) {
        List<Object> variables = new ArrayList<>();
        add(variables, owner, 0, behind);
        int variable = 1;
        for (Type type : Type.getArgumentTypes(descriptor)) {
            add(variables, type, variable, behind);
            variable += type.getSize();
        }
        return variables;
    }

    private void add(List<Object> variables, Type type, int variable, boolean behind) {
        if (!behind || !shape.overwrites(variable, type.getSize())) {
            variables.add(ofFrame(type));
        } else {
            for (int i = 0; i < type.getSize(); i++) {
                variables.add(Opcodes.TOP);
            }
        }
    }

    private static Object ofFrame(Type type) {
        return switch (type.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.LONG -> Opcodes.LONG;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> type.getInternalName();
        };
    }

    private static int size(List<Object> variables) {
        int size = 0;
        for (Object variable : variables) {
            size += variable == Opcodes.LONG || variable == Opcodes.DOUBLE ? 2 : 1;
        }
        return size;
    }

    private static void pad(List<Object> variables, int size) {
        for (int i = size(variables); i < size; i++) {
            variables.add(Opcodes.TOP);
        }
    }

    private void frame(List<Object> variables, Object[] stack) {
        super.visitFrame(Opcodes.F_NEW, variables.size(), variables.toArray(), stack.length, stack);
    }

    /** @param variables what the method's variables are here */
    private void splice(AdviceMethod advice, List<Object> variables, boolean hasThrown) {
        Label start = new Label();
        Label stop = new Label();
        Label done = new Label();
        if (advice.suppressed()) {
            super.visitTryCatchBlock(start, stop, stop, null);
        }
        super.visitLabel(start);
        advice.accept(new Code(mv, advice, variables, hasThrown, done));
        if (advice.suppressed()) {
            super.visitLabel(stop);
            frame(variables, ERROR);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pageconsistency/hooks/PoolHooks", "swallow",
                    "(Ljava/lang/Throwable;)V", false);
        }
        super.visitLabel(done);
        frame(variables, NOTHING);
    }

    /** The code of advice on its way into the method. */
    private final class Code extends MethodVisitor {
        private final AdviceMethod.Source[] sources;
        private final List<Object> variables;
        private final boolean hasThrown;
        private final Label done;

        Code(MethodVisitor method, AdviceMethod advice, List<Object> variables, boolean hasThrown, Label done) {
            super(OpenedClassReader.ASM_API, method);
            this.sources = advice.sources();
            this.variables = variables;
            this.hasThrown = hasThrown;
            this.done = done;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            if (variable >= sources.length) {
                super.visitVarInsn(opcode, firstOfAdvice + variable - sources.length);
            } else if (opcode == Opcodes.ASTORE) {
                store(fields.of(owner, sources[variable]));
            } else {
                load(sources[variable]);
            }
        }

        /** @param field null where there is none, and nothing is kept */
        private void store(ClassShape.Field field) {
            if (field == null) {
                super.visitInsn(Opcodes.POP);
            } else {
                super.visitVarInsn(Opcodes.ALOAD, 0);
                super.visitInsn(Opcodes.SWAP);
                super.visitFieldInsn(Opcodes.PUTFIELD, owner.getInternalName(), field.name(), field.descriptor());
            }
        }

        private void load(AdviceMethod.Source source) {
            switch (source.kind()) {
                case THIS -> super.visitVarInsn(Opcodes.ALOAD, 0);
                case ARGUMENT -> super.visitVarInsn(source.type().getOpcode(Opcodes.ILOAD),
                        variable(descriptor, (Integer) source.values().get("value")));
                case RETURN -> super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), resultVariable);
                case THROWN -> {
                    if (hasThrown) {
                        super.visitVarInsn(Opcodes.ALOAD, thrownVariable);
                    } else {
                        super.visitInsn(Opcodes.ACONST_NULL);
                    }
                }
                case ORIGIN -> super.visitLdcInsn(owner);
                case FIELD -> {
                    ClassShape.Field field = fields.own(source);
                    if (!field.isStatic()) {
                        super.visitVarInsn(Opcodes.ALOAD, 0);
                    }
                    super.visitFieldInsn(field.isStatic() ? Opcodes.GETSTATIC : Opcodes.GETFIELD, owner.getInternalName(),
                            field.name(), field.descriptor());
                }
                case FIELD_OF -> {
                    Type holder = holder(source, owner, descriptor);
                    ClassShape.Field field = fields.of(holder, source);
                    if (field == null) {
                        super.visitInsn(Fields.isObject(source.type()) ? Opcodes.ACONST_NULL : Opcodes.ICONST_0);
                    } else {
                        super.visitVarInsn(Opcodes.ALOAD, source.is("returned") ? resultVariable
                                : source.argument() >= 0 ? variable(descriptor, source.argument()) : 0);
                        super.visitFieldInsn(Opcodes.GETFIELD, holder.getInternalName(), field.name(), field.descriptor());
                    }
                }
                case RESULT_OF -> {
                    super.visitVarInsn(Opcodes.ALOAD, 0);
                    super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner.getInternalName(), (String) source.values().get("value"),
                            "()" + source.type().getDescriptor(), false);
                }
            }
        }

        @Override
        public void visitIincInsn(int variable, int increment) {
            super.visitIincInsn(firstOfAdvice + variable - sources.length, increment);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.RETURN) {
                super.visitJumpInsn(Opcodes.GOTO, done);
            } else if (opcode == Opcodes.IRETURN) {
                // Of advice that says whether to leave the method's own code out.
                super.visitJumpInsn(Opcodes.IFEQ, done);
                super.visitInsn(Opcodes.RETURN);
            } else {
                super.visitInsn(opcode);
            }
        }

        @Override
        public void visitFrame(int type, int locals, Object[] local, int items, Object[] stack) {
            List<Object> all = new ArrayList<>(variables);
            int variable = 0;
            for (int i = 0; i < locals; i++) {
                if (variable >= sources.length) {
                    // Not before there is one: a frame must not name more variables than there are.
                    pad(all, firstOfAdvice);
                    all.add(local[i]);
                }
                variable += local[i] == Opcodes.LONG || local[i] == Opcodes.DOUBLE ? 2 : 1;
            }
            super.visitFrame(type, all.size(), all.toArray(), items, stack);
        }

        @Override
        public AnnotationVisitor visitAnnotation(String annotation, boolean visible) {
            return null;
        }

        @Override
        public void visitAnnotableParameterCount(int count, boolean visible) {
            // Of the advice, as everything below.
        }

        @Override
        public AnnotationVisitor visitParameterAnnotation(int parameter, String annotation, boolean visible) {
            return null;
        }

        @Override
        public void visitCode() {
            // The method's has begun.
        }

        @Override
        public void visitMaxs(int stack, int locals) {
            // Computed for the method.
        }

        @Override
        public void visitEnd() {
            // The method goes on.
        }
    }
}
