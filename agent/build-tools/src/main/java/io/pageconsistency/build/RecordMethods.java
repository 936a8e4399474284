package io.pageconsistency.build;

import java.util.List;

import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The three methods that each record has, as code. Otherwise {@code java.lang.runtime.ObjectMethods} would generate them, with some
 * fifty classes, when one of them is first called.
 */
final class RecordMethods {
    private static final String BUILDER = "java/lang/StringBuilder";
    private static final String OBJECTS = "java/util/Objects";
    /** The largest stack that any of the methods needs. */
    private static final int STACK = 6;

    private final ClassVisitor target;
    private final Type record;
    private final List<Handle> components;

    /** @param components the fields in order */
    RecordMethods(ClassVisitor target, Type record, List<Handle> components) {
        this.target = target;
        this.record = record;
        this.components = components;
    }

    /**
     * Adds a static method that does the work of one of the three.
     *
     * @param method the record's method
     * @param name the name of the static method
     * @param descriptor the descriptor of the static method, whose first parameter is the record
     */
    void add(String method, String name, String descriptor) {
        MethodVisitor code = target.visitMethod(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC, name, descriptor,
                null, null);
        code.visitCode();
        switch (method) {
            case "hashCode" -> hashCode(code);
            case "equals" -> equals(code);
            case "toString" -> toString(code);
            default -> throw new IllegalStateException(record + " wants " + method + ", which is not known here");
        }
        code.visitMaxs(STACK, 2);
        code.visitEnd();
    }

    private void hashCode(MethodVisitor code) {
        code.visitInsn(Opcodes.ICONST_0);
        for (Handle component : components) {
            code.visitIntInsn(Opcodes.BIPUSH, 31);
            code.visitInsn(Opcodes.IMUL);
            get(code, 0, component);
            String type = component.getDesc();
            code.visitMethodInsn(Opcodes.INVOKESTATIC, isPrimitive(type) ? box(type) : OBJECTS, "hashCode",
                    "(" + (isPrimitive(type) ? type : "Ljava/lang/Object;") + ")I", false);
            code.visitInsn(Opcodes.IADD);
        }
        code.visitInsn(Opcodes.IRETURN);
    }

    private void equals(MethodVisitor code) {
        Label different = new Label();
        code.visitVarInsn(Opcodes.ALOAD, 1);
        code.visitTypeInsn(Opcodes.INSTANCEOF, record.getInternalName());
        code.visitJumpInsn(Opcodes.IFEQ, different);
        for (Handle component : components) {
            get(code, 0, component);
            get(code, 1, component);
            String type = component.getDesc();
            switch (type) {
                case "Z", "B", "C", "S", "I" -> code.visitJumpInsn(Opcodes.IF_ICMPNE, different);
                case "J", "F", "D" -> {
                    // The method {@code compare}: NaN equals itself, and the two zeros differ.
                    code.visitMethodInsn(Opcodes.INVOKESTATIC, box(type), "compare", "(" + type + type + ")I", false);
                    code.visitJumpInsn(Opcodes.IFNE, different);
                }
                default -> {
                    code.visitMethodInsn(Opcodes.INVOKESTATIC, OBJECTS, "equals", "(Ljava/lang/Object;Ljava/lang/Object;)Z", false);
                    code.visitJumpInsn(Opcodes.IFEQ, different);
                }
            }
        }
        code.visitInsn(Opcodes.ICONST_1);
        code.visitInsn(Opcodes.IRETURN);
        code.visitLabel(different);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitInsn(Opcodes.ICONST_0);
        code.visitInsn(Opcodes.IRETURN);
    }

    private void toString(MethodVisitor code) {
        String name = record.getInternalName();
        String before = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('$')) + 1) + "[";
        code.visitTypeInsn(Opcodes.NEW, BUILDER);
        code.visitInsn(Opcodes.DUP);
        code.visitMethodInsn(Opcodes.INVOKESPECIAL, BUILDER, "<init>", "()V", false);
        for (Handle component : components) {
            code.visitLdcInsn(before + component.getName() + "=");
            append(code, "Ljava/lang/String;");
            get(code, 0, component);
            String type = component.getDesc();
            append(code, type.equals("B") || type.equals("S") ? "I" : isPrimitive(type) ? type : "Ljava/lang/Object;");
            before = ", ";
        }
        code.visitLdcInsn(components.isEmpty() ? before + "]" : "]");
        append(code, "Ljava/lang/String;");
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
        code.visitInsn(Opcodes.ARETURN);
    }

    private void get(MethodVisitor code, int variable, Handle component) {
        code.visitVarInsn(Opcodes.ALOAD, variable);
        if (variable != 0) {
            code.visitTypeInsn(Opcodes.CHECKCAST, record.getInternalName());
        }
        code.visitFieldInsn(Opcodes.GETFIELD, component.getOwner(), component.getName(), component.getDesc());
    }

    private static void append(MethodVisitor code, String type) {
        code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, BUILDER, "append", "(" + type + ")L" + BUILDER + ";", false);
    }

    private static boolean isPrimitive(String type) {
        return type.length() == 1;
    }

    private static String box(String primitive) {
        return "java/lang/" + switch (primitive) {
            case "Z" -> "Boolean";
            case "B" -> "Byte";
            case "C" -> "Character";
            case "S" -> "Short";
            case "I" -> "Integer";
            case "J" -> "Long";
            case "F" -> "Float";
            default -> "Double";
        };
    }
}
