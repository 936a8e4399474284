package io.pageconsistency.agent.weaving;

import java.util.ArrayList;
import java.util.List;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.FieldVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * The members a class file declares.
 *
 * <p>Read straight from the file: the constants in it are wanted as well, and no type is to be loaded.
 */
record ClassShape(List<Field> fields, List<Method> methods) {
    /** @param value of a constant, else null */
    record Field(String name, String descriptor, Object value) {
    }

    record Method(String name, String descriptor) {
    }

    static ClassShape of(byte[] classFile) {
        List<Field> fields = new ArrayList<>();
        List<Method> methods = new ArrayList<>();
        new ClassReader(classFile).accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
                fields.add(new Field(name, descriptor, value));
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
