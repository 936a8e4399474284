package io.pageconsistency.agent.instrument.advice;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;

import io.pageconsistency.agent.instrument.symbols.ClassShape;

/** The meaning of {@linkplain Value values} in one method, and the code that loads them. */
final class Values {
    private final Type owner;
    private final Type[] arguments;
    private final Type result;
    private final Function<String, ClassShape> shapes;
    /** The variables of arguments that have been moved, by the argument's index. */
    private final Map<Integer, Integer> moved = new HashMap<>();
    private int resultVariable;
    private int thrownVariable;

    /** @param shapes returns what a class declares, by its internal name; null if that is not known */
    Values(String owner, String descriptor, Function<String, ClassShape> shapes) {
        this.owner = Type.getObjectType(owner);
        this.arguments = Type.getArgumentTypes(descriptor);
        this.result = Type.getReturnType(descriptor);
        this.shapes = shapes;
    }

    Type owner() {
        return owner;
    }

    Type[] arguments() {
        return arguments;
    }

    Type result() {
        return result;
    }

    /** Returns the variable in which the method receives an argument. */
    int variable(int argument) {
        int variable = 1;
        for (int i = 0; i < argument; i++) {
            variable += arguments[i].getSize();
        }
        return variable;
    }

    void move(int argument, int variable) {
        moved.put(argument, variable);
    }

    /** Returns the variable of an argument that has been moved. */
    int movedTo(int argument) {
        return moved.get(argument);
    }

    void variables(int ofResult, int ofThrown) {
        resultVariable = ofResult;
        thrownVariable = ofThrown;
    }

    /** Returns the type of the hook's parameter for a value. */
    Class<?> parameter(Value value) {
        return switch (value.kind()) {
            case THROWN -> Throwable.class;
            case TYPE -> Class.class;
            case CONSTANT -> value.what() instanceof String ? String.class : value.what() instanceof Integer ? int.class : boolean.class;
            default -> switch (type(value).getSort()) {
                case Type.BOOLEAN -> boolean.class;
                case Type.INT -> int.class;
                case Type.LONG -> long.class;
                case Type.OBJECT, Type.ARRAY -> Object.class;
                default -> throw new IllegalStateException(value.what() + " is of type " + type(value).getClassName());
            };
        };
    }

    /** Returns the type of a value that is not a constant, a throwable or a class. */
    private Type type(Value value) {
        return switch (value.kind()) {
            case SELF -> owner;
            case ARGUMENT -> {
                int index = (Integer) value.what();
                if (index >= arguments.length) {
                    throw new IllegalStateException("there is no argument " + index);
                }
                yield arguments[index];
            }
            case RESULT -> result;
            case FIELD -> {
                ClassShape.Field field = field(value);
                yield Type.getType(field == null ? Type.getDescriptor(value.ifMissing()) : field.descriptor());
            }
            default -> Type.INT_TYPE;
        };
    }

    /** Returns the field of a value; null if it is missing and may be missing. */
    private ClassShape.Field field(Value value) {
        Type holder = type(value.of());
        ClassShape shape = holder.getSort() == Type.OBJECT ? shapes.apply(holder.getInternalName()) : null;
        if (shape == null) {
            throw new IllegalStateException("it is not known which fields " + holder.getClassName() + " has");
        }
        ClassShape.Field field = shape.field((String) value.what());
        if (field == null && value.ifMissing() == null || field != null && field.isPrivate() && !holder.equals(owner)) {
            throw new IllegalStateException(holder.getClassName() + "." + value.what() + " not found, or private");
        }
        return field;
    }

    /** Writes code that pushes a value on the operand stack. */
    void push(MethodVisitor code, Value value) {
        switch (value.kind()) {
            case SELF -> code.visitVarInsn(Opcodes.ALOAD, 0);
            case ARGUMENT -> {
                Integer index = (Integer) value.what();
                code.visitVarInsn(arguments[index].getOpcode(Opcodes.ILOAD), moved.getOrDefault(index, variable(index)));
            }
            case RESULT -> code.visitVarInsn(result.getOpcode(Opcodes.ILOAD), resultVariable);
            case THROWN -> code.visitVarInsn(Opcodes.ALOAD, thrownVariable);
            case TYPE -> code.visitLdcInsn(owner);
            case CONSTANT -> code.visitLdcInsn(value.what() instanceof Boolean truth ? (Object) (truth ? 1 : 0) : value.what());
            case FIELD -> {
                ClassShape.Field field = field(value);
                if (field == null) {
                    code.visitInsn(value.ifMissing().isPrimitive() ? Opcodes.ICONST_0 : Opcodes.ACONST_NULL);
                } else {
                    if (!field.isStatic()) {
                        push(code, value.of());
                    }
                    code.visitFieldInsn(field.isStatic() ? Opcodes.GETSTATIC : Opcodes.GETFIELD, type(value.of()).getInternalName(),
                            field.name(), field.descriptor());
                }
            }
            case CALL -> {
                code.visitVarInsn(Opcodes.ALOAD, 0);
                code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, owner.getInternalName(), (String) value.what(), "()I", false);
            }
        }
    }

    /** Returns the field that gets the result of the hook; null if there is none. */
    ClassShape.Field kept(Insertion.Call call) {
        return call.keptIn() == null ? null : shapes.apply(owner.getInternalName()).field(call.keptIn());
    }
}
