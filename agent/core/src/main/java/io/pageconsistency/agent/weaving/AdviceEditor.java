package io.pageconsistency.agent.weaving;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.hooks.PoolHooks;

/**
 * Copies advice into class files. Members stay as they are, so that it can be added to and removed from a loaded class.
 *
 * <p>Everything is described by its class file, ours too: nothing is loaded, and Byte Buddy needs half as many classes of its
 * own. Thread-safe.
 */
final class AdviceEditor {
    private final ByteBuddy byteBuddy = new ByteBuddy()
            .with(TypeValidation.DISABLED)
            .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
            .with(InstrumentedType.Factory.Default.FROZEN)
            .with(Implementation.Context.Disabled.Factory.INSTANCE);
    private final Advice.WithCustomMapping advice = Advice.withCustomMapping().bind(FieldOfMapping.Factory.INSTANCE);
    private final Advice.ExceptionHandler swallowing = new Advice.ExceptionHandler.Simple(new Swallow());
    private final ClassFileLocator ownFiles = Examination.classFiles(AdviceEditor.class.getClassLoader());
    private final TypePool ownTypes = types(ownFiles);

    byte[] edit(Copy copy, WovenClass woven, byte[] classFile, ClassLoader loader) {
        String name = copy.home() + woven.name();
        // The class as it is now, others as they are in their files.
        ClassFileLocator files = new ClassFileLocator.Compound(ClassFileLocator.Simple.of(name, classFile),
                Examination.classFiles(loader));
        DynamicType.Builder<?> builder = byteBuddy.decorate(types(files).describe(name).resolve(), files);
        for (WovenClass.Hook hook : woven.hooks()) {
            builder = builder.visit(advice.to(ownTypes.describe(hook.advice().getName()).resolve(), ownFiles)
                    .withExceptionHandler(swallowing)
                    .on(method -> hook.method().matches(method.getInternalName(), method.getDescriptor(), copy.home())));
        }
        return builder.make().getBytes();
    }

    private static TypePool types(ClassFileLocator files) {
        return new TypePool.Default.WithLazyResolution(new TypePool.CacheProvider.Simple(), files,
                TypePool.Default.ReaderMode.FAST);
    }

    /** Hands an error out of advice to {@link PoolHooks#swallow}. */
    private static final class Swallow extends StackManipulation.AbstractBase {
        @Override
        public Size apply(MethodVisitor method, Implementation.Context context) {
            method.visitMethodInsn(Opcodes.INVOKESTATIC, "io/pageconsistency/hooks/PoolHooks", "swallow",
                    "(Ljava/lang/Throwable;)V", false);
            return new Size(-1, 0);
        }
    }
}
