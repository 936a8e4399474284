package io.pageconsistency.build;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;

/**
 * The class of one lambda or method reference. It has a field for each captured value, and implements the method of its interface
 * by calling the code. A lambda that captures nothing has one instance.
 *
 * <p>The class is a member of the nest in which the lambda was written, because the lambda's code is a private method there.
 */
final class LambdaClass {
    /** The static method that takes the captured values and returns the lambda. */
    static final String FACTORY = "make";

    private static final String OBJECT = "java/lang/Object";
    private static final String INSTANCE = "INSTANCE";
    private static final int HIDDEN_FINAL = Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;

    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    private final Type self;
    private final String owner;
    private final Type[] captured;
    private final Handle code;

    /**
     * @param name the name of the class to be made
     * @param owner the class in which the lambda was written
     * @param creation the captured values, and the interface
     * @param method the method of the interface
     * @param erased the parameters and the result of the method, in the class file of the interface
     * @param code the code that is called
     * @param actual the parameters and the result of the method, at the place where the lambda was written
     */
    LambdaClass(String name, String host, String owner, String creation, String method, Type erased, Handle code, Type actual) {
        self = Type.getObjectType(name);
        this.owner = owner;
        this.code = code;
        captured = Type.getArgumentTypes(creation);
        String[] interfaces = {Type.getReturnType(creation).getInternalName()};
        writer.visit(Opcodes.V17, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC, name, null, OBJECT, interfaces);
        writer.visitNestHost(host);
        constructor();
        factory(creation);
        method(new Method(method, erased.getDescriptor()), actual);
        writer.visitEnd();
    }

    byte[] toByteArray() {
        return writer.toByteArray();
    }

    private static String field(int index) {
        return "captured" + index;
    }

    private void constructor() {
        Method constructor = new Method("<init>", Type.VOID_TYPE, captured);
        GeneratorAdapter body = new GeneratorAdapter(Opcodes.ACC_PRIVATE, constructor, null, null, writer);
        body.loadThis();
        body.invokeConstructor(Type.getObjectType(OBJECT), new Method("<init>", "()V"));
        for (int i = 0; i < captured.length; i++) {
            writer.visitField(HIDDEN_FINAL, field(i), captured[i].getDescriptor(), null, null);
            body.loadThis();
            body.loadArg(i);
            body.putField(self, field(i), captured[i]);
        }
        body.returnValue();
        body.endMethod();
    }

    private void factory(String creation) {
        Method constructor = new Method("<init>", Type.VOID_TYPE, captured);
        GeneratorAdapter body = new GeneratorAdapter(Opcodes.ACC_STATIC, new Method(FACTORY, creation), null, null, writer);
        if (captured.length == 0) {
            writer.visitField(HIDDEN_FINAL | Opcodes.ACC_STATIC, INSTANCE, self.getDescriptor(), null, null);
            GeneratorAdapter initializer = new GeneratorAdapter(Opcodes.ACC_STATIC, new Method("<clinit>", "()V"), null, null,
                    writer);
            initializer.newInstance(self);
            initializer.dup();
            initializer.invokeConstructor(self, constructor);
            initializer.putStatic(self, INSTANCE, self);
            initializer.returnValue();
            initializer.endMethod();
            body.getStatic(self, INSTANCE, self);
        } else {
            body.newInstance(self);
            body.dup();
            body.loadArgs();
            body.invokeConstructor(self, constructor);
        }
        body.returnValue();
        body.endMethod();
    }

    private void method(Method method, Type actual) {
        GeneratorAdapter body = new GeneratorAdapter(Opcodes.ACC_PUBLIC, method, null, null, writer);
        Type codeOwner = Type.getObjectType(code.getOwner());
        boolean creates = code.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        if (creates) {
            body.newInstance(codeOwner);
            body.dup();
        }
        Type[] wanted = wanted(codeOwner);
        for (int i = 0; i < captured.length; i++) {
            body.loadThis();
            body.getField(self, field(i), captured[i]);
        }
        Type[] given = method.getArgumentTypes();
        for (int i = 0; i < given.length; i++) {
            body.loadArg(i);
            convert(body, given[i], actual.getArgumentTypes()[i]);
            convert(body, actual.getArgumentTypes()[i], wanted[captured.length + i]);
        }
        body.visitMethodInsn(opcode(), code.getOwner(), code.getName(), code.getDesc(), code.isInterface());
        Type result = creates ? codeOwner : Type.getReturnType(code.getDesc());
        if (method.getReturnType().equals(Type.VOID_TYPE)) {
            discard(body, result);
        } else {
            convert(body, result, actual.getReturnType());
            convert(body, actual.getReturnType(), method.getReturnType());
        }
        body.returnValue();
        body.endMethod();
    }

    /** The parameters of the code, including the object that it is called on. */
    private Type[] wanted(Type codeOwner) {
        Type[] parameters = Type.getArgumentTypes(code.getDesc());
        if (code.getTag() == Opcodes.H_INVOKESTATIC || code.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
            return parameters;
        }
        Type[] all = new Type[parameters.length + 1];
        all[0] = codeOwner;
        System.arraycopy(parameters, 0, all, 1, parameters.length);
        return all;
    }

    private int opcode() {
        return switch (code.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEVIRTUAL -> Opcodes.INVOKEVIRTUAL;
            case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
            case Opcodes.H_NEWINVOKESPECIAL -> Opcodes.INVOKESPECIAL;
            case Opcodes.H_INVOKESPECIAL -> {
                if (!code.getOwner().equals(owner)) {
                    throw new IllegalStateException(owner + " calls a method of " + code.getOwner() + " by super");
                }
                // The method is private, and the lambda's class is in its nest.
                yield code.isInterface() ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
            }
            default -> throw new IllegalStateException(owner + " has a lambda of " + code);
        };
    }

    private static boolean isPrimitive(Type type) {
        return type.getSort() < Type.ARRAY;
    }

    private static void discard(GeneratorAdapter body, Type result) {
        if (result.getSize() == 2) {
            body.pop2();
        } else if (result.getSize() == 1) {
            body.pop();
        }
    }

    private static void convert(GeneratorAdapter body, Type from, Type to) {
        if (isPrimitive(from) && isPrimitive(to)) {
            body.cast(from, to);
        } else if (isPrimitive(from)) {
            body.valueOf(from);
        } else if (isPrimitive(to)) {
            body.unbox(to);
        } else if (!from.equals(to) && !to.getInternalName().equals(OBJECT)) {
            body.checkCast(to);
        }
    }
}
