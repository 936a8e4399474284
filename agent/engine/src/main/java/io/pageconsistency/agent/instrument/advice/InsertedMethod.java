package io.pageconsistency.agent.instrument.advice;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

import io.pageconsistency.agent.instrument.symbols.ClassShape;

/**
 * Writes a method with calls of hooks at its entry, before each return, and where it throws.
 *
 * <p>The agent's variables come after all of the method's own variables, so the method's code does not change. If the method
 * overwrites an argument that a hook needs later, the argument is copied to such a variable at the entry. A stack map frame of the
 * agent names only what is needed after it. Errors of hooks go to {@link io.pageconsistency.hooks.PoolHooks#swallow}.
 */
final class InsertedMethod extends MethodVisitor {
    private static final String THROWABLE = "java/lang/Throwable";

    private final String name;
    private final Inserter.Scan scan;
    private final Values values;
    private final List<Insertion.Call> entry = new ArrayList<>();
    private final List<Insertion.Call> returning = new ArrayList<>();
    private final List<Insertion.Call> throwing = new ArrayList<>();
    /** The arguments that are copied to variables of the agent, in their order. */
    private final List<Integer> kept = new ArrayList<>();
    private final int resultVariable;
    private final int thrownVariable;
    private final Label body = new Label();
    private final List<Label> starts = new ArrayList<>();
    private final List<Label> ends = new ArrayList<>();
    private final Label failedAtReturn = new Label();
    private int returned;

    InsertedMethod(MethodVisitor next, String name, Inserter.Scan scan, Values values, List<Insertion.Call> calls) {
        super(OpenedClassReader.ASM_API, next);
        this.name = name;
        this.scan = scan;
        this.values = values;
        boolean skips = false;
        for (Insertion.Call call : calls) {
            (call.point() == Insertion.Point.ENTRY ? entry : call.point() == Insertion.Point.RETURN ? returning : throwing).add(call);
            skips |= call.skips();
        }
        require(!scan.writes(0, 1), "overwrites 'this'");
        require(!name.equals("<init>") || entry.isEmpty() && throwing.isEmpty(), "has no object yet");
        require(!skips || calls.size() == 1 && values.result().equals(Type.VOID_TYPE), "cannot be left out");
        int free = scan.variables();
        for (int i = 0; i < values.arguments().length; i++) {
            int size = values.arguments()[i].getSize();
            if (scan.writes(values.variable(i), size) && isNeededAfterwards(i)) {
                kept.add(i);
                values.move(i, free);
                free += size;
            }
        }
        resultVariable = free;
        thrownVariable = free + values.result().getSize();
        values.variables(resultVariable, thrownVariable);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(name + " " + otherwise);
        }
    }

    private boolean isNeededAfterwards(int argument) {
        List<Insertion.Call> afterwards = new ArrayList<>(returning);
        afterwards.addAll(throwing);
        for (Insertion.Call call : afterwards) {
            for (Value value : call.passed()) {
                if (value.equals(Value.argument(argument)) || Value.argument(argument).equals(value.of())) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        for (int i = 0; !returning.isEmpty() && i < scan.returns(); i++) {
            starts.add(new Label());
            ends.add(new Label());
            // This handler comes before the method's own handlers, which must not catch errors of hooks.
            super.visitTryCatchBlock(starts.get(i), ends.get(i), failedAtReturn, null);
        }
        for (int argument : kept) {
            Type type = values.arguments()[argument];
            super.visitVarInsn(type.getOpcode(Opcodes.ILOAD), values.variable(argument));
            super.visitVarInsn(type.getOpcode(Opcodes.ISTORE), values.movedTo(argument));
        }
        if (!entry.isEmpty()) {
            enter();
        }
        if (!throwing.isEmpty()) {
            super.visitLabel(body);
        }
    }

    private void enter() {
        if (scan.firstLine() >= 0) {
            // Without this, the call would appear in stacks without a line number.
            Label first = new Label();
            super.visitLabel(first);
            super.visitLineNumber(scan.firstLine(), first);
        }
        Label start = new Label();
        Label stop = new Label();
        Label failed = new Label();
        Label done = new Label();
        super.visitTryCatchBlock(start, stop, failed, null);
        super.visitLabel(start);
        boolean skips = call(entry);
        super.visitLabel(stop);
        if (skips) {
            super.visitJumpInsn(Opcodes.IFEQ, done);
            super.visitInsn(Opcodes.RETURN);
        } else {
            super.visitJumpInsn(Opcodes.GOTO, done);
        }
        super.visitLabel(failed);
        frame(variables(false), THROWABLE);
        swallow();
        super.visitLabel(done);
        frame(variables(false));
        // The method's own code may begin with a frame, and one place cannot have two.
        super.visitInsn(Opcodes.NOP);
    }

    @Override
    public void visitInsn(int opcode) {
        if (returning.isEmpty() || opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
            super.visitInsn(opcode);
            return;
        }
        Type result = values.result();
        if (result.getSize() > 0) {
            super.visitVarInsn(result.getOpcode(Opcodes.ISTORE), resultVariable);
        }
        super.visitLabel(starts.get(returned));
        call(returning);
        super.visitLabel(ends.get(returned));
        returned++;
        leave();
    }

    private void leave() {
        Type result = values.result();
        if (result.getSize() > 0) {
            super.visitVarInsn(result.getOpcode(Opcodes.ILOAD), resultVariable);
        }
        super.visitInsn(result.getOpcode(Opcodes.IRETURN));
    }

    @Override
    public void visitFrame(int type, int locals, Object[] local, int items, Object[] stack) {
        if (kept.isEmpty()) {
            super.visitFrame(type, locals, local, items, stack);
        } else {
            List<Object> all = new ArrayList<>(Arrays.asList(local).subList(0, locals));
            addKept(all);
            super.visitFrame(type, all.size(), all.toArray(), items, stack);
        }
    }

    @Override
    public void visitMaxs(int stack, int locals) {
        if (!throwing.isEmpty()) {
            Label failed = new Label();
            // This handler comes after the method's own handlers.
            super.visitTryCatchBlock(body, failed, failed, null);
            super.visitLabel(failed);
            List<Object> variables = variables(true);
            frame(variables, THROWABLE);
            super.visitVarInsn(Opcodes.ASTORE, thrownVariable);
            Label start = new Label();
            Label stop = new Label();
            Label failedAgain = new Label();
            super.visitTryCatchBlock(start, stop, failedAgain, null);
            super.visitLabel(start);
            call(throwing);
            super.visitLabel(stop);
            rethrow();
            super.visitLabel(failedAgain);
            pad(variables, thrownVariable);
            variables.add(THROWABLE);
            frame(variables, THROWABLE);
            swallow();
            rethrow();
        }
        if (returned > 0) {
            super.visitLabel(failedAtReturn);
            List<Object> variables = new ArrayList<>();
            if (values.result().getSize() > 0) {
                pad(variables, resultVariable);
                variables.add(ofFrame(values.result()));
            }
            frame(variables, THROWABLE);
            swallow();
            leave();
        }
        super.visitMaxs(stack, locals);
    }

    private void rethrow() {
        super.visitVarInsn(Opcodes.ALOAD, thrownVariable);
        super.visitInsn(Opcodes.ATHROW);
    }

    private void swallow() {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pageconsistency/hooks/PoolHooks", "swallow", "(Ljava/lang/Throwable;)V", false);
    }

    /** @return whether the hook's answer is on the stack, to decide whether the method's own code runs */
    private boolean call(List<Insertion.Call> calls) {
        boolean answered = false;
        for (Insertion.Call call : calls) {
            Method hook = hook(call);
            ClassShape.Field field = values.kept(call);
            if (field != null) {
                super.visitVarInsn(Opcodes.ALOAD, 0);
            }
            call.passed().forEach(value -> values.push(mv, value));
            super.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(call.hooks()), call.hook(), Type.getMethodDescriptor(hook), false);
            if (field != null) {
                super.visitFieldInsn(Opcodes.PUTFIELD, values.owner().getInternalName(), field.name(), field.descriptor());
            } else if (call.keptIn() != null) {
                super.visitInsn(Opcodes.POP);
            }
            answered |= call.skips();
        }
        return answered;
    }

    private Method hook(Insertion.Call call) {
        Class<?>[] parameters = new Class<?>[call.passed().size()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = values.parameter(call.passed().get(i));
        }
        try {
            Method hook = call.hooks().getMethod(call.hook(), parameters);
            require(hook.getReturnType() == (call.skips() ? boolean.class : call.keptIn() != null ? Object.class : void.class),
                    "cannot use what " + hook + " returns");
            return hook;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(name + " has no hook " + e.getMessage(), e);
        }
    }

    /**
     * Returns the types of the method's variables for a frame. After the method's own code only variables that it does not write
     * are known.
     */
    private List<Object> variables(boolean afterwards) {
        List<Object> variables = new ArrayList<>();
        variables.add(ofFrame(values.owner()));
        for (int i = 0; i < values.arguments().length; i++) {
            Type type = values.arguments()[i];
            if (afterwards && scan.writes(values.variable(i), type.getSize())) {
                pad(variables, values.variable(i) + type.getSize());
            } else {
                variables.add(ofFrame(type));
            }
        }
        addKept(variables);
        return variables;
    }

    private void addKept(List<Object> variables) {
        for (int argument : kept) {
            pad(variables, values.movedTo(argument));
            variables.add(ofFrame(values.arguments()[argument]));
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

    /** Adds variables of unknown type up to an index. */
    private static void pad(List<Object> variables, int size) {
        int present = 0;
        for (Object variable : variables) {
            present += variable == Opcodes.LONG || variable == Opcodes.DOUBLE ? 2 : 1;
        }
        for (int i = present; i < size; i++) {
            variables.add(Opcodes.TOP);
        }
    }

    private void frame(List<Object> variables, Object... stack) {
        super.visitFrame(Opcodes.F_NEW, variables.size(), variables.toArray(), stack.length, stack);
    }
}
