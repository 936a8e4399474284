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
 * Makes a class of each lambda and method reference in a directory of class files, and code of what records have in common, as
 * compilers did before {@code invokedynamic}.
 *
 * <p>The virtual machine makes such a class when it first meets one, with a class file library that nothing else has
 * warmed up. An agent meets a hundred of them before the application's first line, and pays half of its start for it; and
 * where a hook runs, under a pool's lock or in the middle of class loading, no class ought to be made at all.
 *
 * <p>The order of everything is that of the names and of the code, so the same input gives the same bytes.
 */
public final class Lambdas {
    private static final String SUFFIX = ".class";
    private static final String LAMBDAS = "java/lang/invoke/LambdaMetafactory";
    private static final String RECORDS = "java/lang/runtime/ObjectMethods";

    /** Class files to be written, by internal name. */
    private final Map<String, byte[]> files = new TreeMap<>();
    /** New members of nests, by the internal name of the host, which has to name them. */
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
        // Without the reader's constants, among which are those of the calls that go.
        ClassWriter writer = new ClassWriter(0);
        reader.accept(new Editor(writer), 0);
        files.put(reader.getClassName(), writer.toByteArray());
    }

    /** So that a lambda's class may call the private method that its body has become. */
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
        /** Added when no other method is being visited. */
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
