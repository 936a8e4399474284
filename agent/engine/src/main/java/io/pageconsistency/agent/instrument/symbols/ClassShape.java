package io.pageconsistency.agent.instrument.symbols;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * The fields and methods that a class file declares.
 *
 * <p>They are read from the file itself, because the values of constants are needed and no type may be loaded.
 */
public record ClassShape(List<Field> fields, List<Method> methods) {
    /**
     * @param access the modifiers
     * @param value the value of a constant; null for other fields
     */
    public record Field(int access, String name, String descriptor, Object value) {
        public boolean isStatic() {
            return (access & Opcodes.ACC_STATIC) != 0;
        }

        public boolean isPrivate() {
            return (access & Opcodes.ACC_PRIVATE) != 0;
        }
    }

    public record Method(String name, String descriptor) {
    }

    /** Returns a field by its name; null if the class does not declare it. */
    public Field field(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return field;
            }
        }
        return null;
    }

    /** Reads the members that a class file declares, except bridge methods and abstract methods. */
    public static ClassShape of(byte[] classFile) {
        List<Field> fields = new ArrayList<>();
        List<Method> methods = new ArrayList<>();
        new ClassReader(classFile).accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
                fields.add(new Field(access, name, descriptor, value));
                return null;
            }

            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                if ((access & (Opcodes.ACC_BRIDGE | Opcodes.ACC_ABSTRACT)) == 0) {
                    methods.add(new Method(name, descriptor));
                }
                return null;
            }
        }, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new ClassShape(List.copyOf(fields), List.copyOf(methods));
    }
}
