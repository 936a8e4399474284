package io.pageconsistency.agent.instrument;

import java.util.BitSet;

import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.Label;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * What has to be known of a method before advice is spliced into it: how many variables it has, which of its parameters it
 * overwrites, and whether there is nothing below the result on the stack wherever it returns, as compilers leave it.
 *
 * <p>The height of the stack follows from the code in its order: after a jump that is always taken there is a frame.
 */
final class MethodShape extends MethodVisitor {
    /** How much higher an instruction without operands, by its opcode, leaves the stack: A is four lower, I four higher. */
    private static final String HEIGHTS = "EFFFFFFFFGGFFFGGFFFEEFGFGFEEEEEEEEEEEEEEEEEEEEDEDEDDDDDCDCDEEEEEEEEEEEEEEEEEEEEBABABBBBDCFFFGGGEDCDCDCDCDCDCDC"
            + "DCDCDCEEEEDDDDDDDCDCDCEFEFDDEEFFDEDEEEBDDBBDDDDDDCCCCCCCCEFEDDDCDCDEEEEEEEEEEFEEEEEEDDEEDDEE";
    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final int parameters;
    private final int resultSize;
    private final BitSet overwritten = new BitSet();
    private int height;
    private boolean simple = true;
    private int variables;
    private int firstLine = -1;

    /** @param parameters how many variables they take, {@code this} included */
    MethodShape(int parameters, Type result) {
        super(OpenedClassReader.ASM_API);
        this.parameters = parameters;
        resultSize = result.getSize();
    }

    /** Whether the method is as compilers write them. */
    boolean isSimple() {
        return simple;
    }

    boolean overwrites(int parameter, int size) {
        return !overwritten.get(parameter, parameter + size).isEmpty();
    }

    int variables() {
        return variables;
    }

    /** The line of its first instruction; negative if it is not known. */
    int firstLine() {
        return firstLine;
    }

    private void add(int difference) {
        simple &= height != UNKNOWN;
        height += difference;
    }

    @Override
    public void visitFrame(int type, int locals, Object[] local, int items, Object[] stack) {
        simple &= type == Opcodes.F_NEW;
        height = 0;
        for (int i = 0; i < items; i++) {
            height += stack[i] == Opcodes.LONG || stack[i] == Opcodes.DOUBLE ? 2 : 1;
        }
    }

    @Override
    public void visitInsn(int opcode) {
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            simple &= height == resultSize;
            height = UNKNOWN;
        } else {
            add(HEIGHTS.charAt(opcode) - 'E');
            height = opcode == Opcodes.ATHROW ? UNKNOWN : height;
        }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        add(opcode == Opcodes.NEWARRAY ? 0 : 1);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        if (opcode == Opcodes.RET) {
            simple = false;
        } else if (opcode >= Opcodes.ISTORE) {
            int size = opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE ? 2 : 1;
            overwrite(variable, size);
            add(-size);
        } else {
            add(opcode == Opcodes.LLOAD || opcode == Opcodes.DLOAD ? 2 : 1);
        }
    }

    private void overwrite(int variable, int size) {
        if (variable < parameters) {
            overwritten.set(variable, variable + size);
        }
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
        overwrite(variable, 1);
        add(0);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        add(opcode == Opcodes.NEW ? 1 : 0);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        int size = Type.getType(descriptor).getSize();
        add(switch (opcode) {
            case Opcodes.GETSTATIC -> size;
            case Opcodes.PUTSTATIC -> -size;
            case Opcodes.GETFIELD -> size - 1;
            default -> -size - 1;
        });
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
        int sizes = Type.getArgumentsAndReturnSizes(descriptor);
        add((sizes & 3) - (sizes >> 2) + (opcode == Opcodes.INVOKESTATIC ? 1 : 0));
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
        int sizes = Type.getArgumentsAndReturnSizes(descriptor);
        add((sizes & 3) - (sizes >> 2) + 1);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        switch (opcode) {
            case Opcodes.GOTO -> {
                add(0);
                height = UNKNOWN;
            }
            case Opcodes.JSR -> simple = false;
            default -> add(HEIGHTS.charAt(opcode) - 'E');
        }
    }

    @Override
    public void visitLdcInsn(Object value) {
        // A constant made at run time is known by no size here.
        simple &= value instanceof Number || value instanceof String || value instanceof Type;
        add(value instanceof Long || value instanceof Double ? 2 : 1);
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
        add(-1);
        height = UNKNOWN;
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
        add(-1);
        height = UNKNOWN;
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
        add(1 - dimensions);
    }

    @Override
    public void visitLineNumber(int line, Label start) {
        firstLine = firstLine < 0 ? line : firstLine;
    }

    @Override
    public void visitMaxs(int stack, int locals) {
        variables = locals;
    }
}
