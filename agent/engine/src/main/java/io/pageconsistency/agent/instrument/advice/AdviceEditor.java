package io.pageconsistency.agent.instrument.advice;

import java.util.List;

import net.bytebuddy.ClassFileVersion;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.scaffold.TypeInitializer;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.matcher.ElementMatcher;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.hooks.PoolHooks;

/**
 * Copies advice into class files. The members of a class stay as they are, so that advice can be added to a loaded class and
 * removed from it.
 *
 * <p>Only the advice of Byte Buddy is used, not the part that builds whole types. All types, including the agent's own, are
 * described from their class files. So only a third of Byte Buddy's classes are loaded while the application waits, and no class of
 * the allocator is loaded early. Thread-safe.
 */
public final class AdviceEditor {
    private final Advice.ExceptionHandler swallowing = new Advice.ExceptionHandler.Simple(new Swallow());
    private final ClassFileLocator ownFiles = classFiles(AdviceEditor.class.getClassLoader());
    private final TypePool ownTypes = types(ownFiles);

    /**
     * An advice class and the methods that it is woven into.
     *
     * @param mapping the mapping of the advice's own kind of parameters
     */
    public record Weave(Class<?> advice, ElementMatcher<MethodDescription> methods, Advice.OffsetMapping.Factory<?> mapping) {
        /** Advice whose own parameters are marked with {@link FieldOf}. */
        public Weave(Class<?> advice, ElementMatcher<MethodDescription> methods) {
            this(advice, methods, FieldOfMapping.Factory.INSTANCE);
        }
    }

    /** @param name the class's binary name */
    public byte[] edit(String name, byte[] classFile, ClassLoader loader, List<Weave> weaves) {
        // The class to be edited is described as it is now, other classes as they are in their files.
        TypePool types = types(name, classFile, loader);
        TypeDescription type = types.describe(name).resolve();
        Implementation.Context context = context(type, ClassFileVersion.ofClassFile(classFile));
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        ClassVisitor visitor = writer;
        for (Weave weave : weaves) {
            AsmVisitorWrapper wrapper = Advice.withCustomMapping().bind(weave.mapping()).bind(ResultOfMapping.Factory.INSTANCE)
                    .to(ownTypes.describe(weave.advice().getName()).resolve(), ownFiles)
                    .withExceptionHandler(swallowing)
                    .on(weave.methods());
            visitor = wrapper.wrap(type, visitor, context, types, type.getDeclaredFields(), type.getDeclaredMethods(),
                    ClassWriter.COMPUTE_MAXS, 0);
        }
        reader.accept(visitor, 0);
        return writer.toByteArray();
    }

    /** Returns a description of types from their class files, with the given class file for one of them. */
    public static TypePool types(String name, byte[] classFile, ClassLoader loader) {
        return types(new ClassFileLocator.Compound(ClassFileLocator.Simple.of(name, classFile), classFiles(loader)));
    }

    /** Returns the class files of a loader. */
    public static ClassFileLocator classFiles(ClassLoader loader) {
        return loader == null ? ClassFileLocator.ForClassLoader.ofBootLoader() : ClassFileLocator.ForClassLoader.of(loader);
    }

    /** Returns the context of a type that gets no helper classes and no initializer. Therefore no names are needed. */
    private static Implementation.Context context(TypeDescription type, ClassFileVersion version) {
        return Implementation.Context.Disabled.Factory.INSTANCE.make(type, null, TypeInitializer.None.INSTANCE, version, version,
                Implementation.Context.FrameGeneration.GENERATE);
    }

    private static TypePool types(ClassFileLocator files) {
        return new TypePool.Default.WithLazyResolution(new TypePool.CacheProvider.Simple(), files,
                TypePool.Default.ReaderMode.FAST);
    }

    /** Passes an error in advice to {@link PoolHooks#swallow}. */
    private static final class Swallow extends StackManipulation.AbstractBase {
        @Override
        public Size apply(MethodVisitor method, Implementation.Context context) {
            method.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pageconsistency/hooks/PoolHooks", "swallow",
                    "(Ljava/lang/Throwable;)V", false);
            return new Size(-1, 0);
        }
    }
}
