package io.pageconsistency.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Replaces each lambda and method reference in a directory of class files by a class, and the common methods of records by code, as
 * compilers did before {@code invokedynamic}.
 *
 * <p>Otherwise the virtual machine generates such a class when it first reaches the lambda, with a class file library that is not
 * warmed up. An agent reaches a hundred of them before the application's first line, and they take half of its start. Hooks may
 * also run under a pool's lock or in the middle of class loading, where no class should be generated at all.
 *
 * <p>Classes and members are processed in the order of names and of the code, so the same input gives the same bytes.
 */
public final class Lambdas {
    private static final String SUFFIX = ".class";
    private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";
    private static final String RECORDS = "java/lang/runtime/ObjectMethods";

    /** The class files to be written, by internal name. */
    private final Map<String, byte[]> files = new TreeMap<>();
    /** The new members of nests, by the internal name of the nest host, which must list them. */
    private final Map<String, List<String>> members = new LinkedHashMap<>();

    private Lambdas() {
    }

    /** @param arguments the directory */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Lambdas lambdas = new Lambdas();
        List<Path> classFiles;
        try (Stream<Path> all = Files.walk(directory)) {
            classFiles = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
        for (Path file : classFiles) {
            lambdas.edit(Files.readAllBytes(file));
        }
        lambdas.addMembers();
        for (Map.Entry<String, byte[]> file : lambdas.files.entrySet()) {
            Files.write(directory.resolve(file.getKey() + SUFFIX), file.getValue());
        }
    }

    private void edit(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        // Does not copy the reader's constants, because they include those of the calls that are removed.
        ClassWriter writer = new ClassWriter(0);
        reader.accept(new Editor(writer), 0);
        files.put(reader.getClassName(), writer.toByteArray());
    }

    /** Adds the new classes to their nests, so that a lambda's class may call the private method with the lambda's body. */
    private void addMembers() {
        members.forEach((host, more) -> {
            ClassReader reader = new ClassReader(files.get(host));
            ClassWriter writer = new ClassWriter(reader, 0);
            reader.accept(writer, 0);
            more.forEach(writer::visitNestMember);
            files.put(host, writer.toByteArray());
        });
    }

    private final class Editor extends ClassVisitor {
        private String owner;
        private String host;
        private int count;
        /** These are added at the end, when no other method is being visited. */
        private final List<Runnable> recordMethods = new ArrayList<>();

        Editor(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
            owner = name;
            host = name;
            super.visit(version, access, name, signature, superName, interfaces);
        }

        @Override
        public void visitNestHost(String name) {
            host = name;
            super.visitNestHost(name);
        }

        @Override
        public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, exceptions)) {
                @Override
                public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
                    if (bootstrap.getOwner().equals(RECORDS)) {
                        String name = method + "$of";
                        recordMethods.add(() -> new RecordMethods(cv, (Type) arguments[0], Stream.of(arguments).skip(2)
                                .map(Handle.class::cast).toList()).add(method, name, type));
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, name, type, false);
                    } else if (bootstrap.getOwner().equals(LAMBDAS) && bootstrap.getName().equals("metafactory")) {
                        super.visitMethodInsn(Opcodes.INVOKESTATIC, lambda(method, type, arguments), LambdaClass.FACTORY, type,
                                false);
                    } else {
                        throw new IllegalStateException(owner + " calls " + bootstrap + ", which is not known here");
                    }
                }
            };
        }

        private String lambda(String method, String type, Object... arguments) {
            String lambda = owner + "$$" + ++count;
            files.put(lambda, new LambdaClass(lambda, host, owner, type, method, (Type) arguments[0], (Handle) arguments[1],
                    (Type) arguments[2]).toByteArray());
            members.computeIfAbsent(host, any -> new ArrayList<>()).add(lambda);
            return lambda;
        }

        @Override
        public void visitEnd() {
            recordMethods.forEach(Runnable::run);
            super.visitEnd();
        }
    }
}
