package io.pageconsistency.agent.weaving;

import java.lang.reflect.Modifier;

import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.scaffold.InstrumentedType;
import net.bytebuddy.dynamic.scaffold.MethodGraph;
import net.bytebuddy.dynamic.scaffold.TypeValidation;
import net.bytebuddy.implementation.FieldAccessor;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.bytecode.member.MethodInvocation;
import net.bytebuddy.pool.TypePool;

import io.pageconsistency.hooks.PoolHooks;
import io.pageconsistency.hooks.RegionCarrier;
import io.pageconsistency.ledger.Region;

/** Edits class files: the added field, and the advice. Thread-safe. */
final class ClassEditor {
    /** The field, and the names of both its accessors in {@link RegionCarrier}. */
    static final String REGION_FIELD = "pageConsistencyRegion";

    private final ByteBuddy byteBuddy = new ByteBuddy()
            .with(TypeValidation.DISABLED)
            .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
            .with(InstrumentedType.Factory.Default.FROZEN)
            .with(Implementation.Context.Disabled.Factory.INSTANCE);
    private final ClassFileLocator adviceFiles = Examination.classFiles(ClassEditor.class.getClassLoader());
    private final Advice.WithCustomMapping advice = Advice.withCustomMapping().bind(FieldOfMapping.Factory.INSTANCE);
    private final Advice.ExceptionHandler swallowing;

    ClassEditor() {
        MethodDescription swallow;
        try {
            swallow = new MethodDescription.ForLoadedMethod(PoolHooks.class.getMethod("swallow", Throwable.class));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
        swallowing = new Advice.ExceptionHandler.Simple(MethodInvocation.invoke(swallow));
    }

    /** A field for the region, and {@link RegionCarrier} to reach it: only for a class that is about to be loaded. */
    byte[] withRegionField(String name, byte[] classFile, ClassLoader loader) {
        ClassFileLocator files = files(name, classFile, loader);
        return new ByteBuddy()
                .with(TypeValidation.DISABLED)
                .with(MethodGraph.Compiler.ForDeclaredMethods.INSTANCE)
                .with(Implementation.Context.Disabled.Factory.INSTANCE)
                .redefine(type(name, files), files)
                .defineField(REGION_FIELD, Region.class, Modifier.PRIVATE | Modifier.TRANSIENT)
                .implement(RegionCarrier.class)
                .defineMethod(REGION_FIELD, Region.class, Modifier.PUBLIC)
                .intercept(FieldAccessor.ofField(REGION_FIELD))
                .defineMethod(REGION_FIELD, void.class, Modifier.PUBLIC)
                .withParameters(Region.class)
                .intercept(FieldAccessor.ofField(REGION_FIELD))
                .make()
                .getBytes();
    }

    /** The advice of a class; members stay as they are, so that it can be added to and removed from a loaded class. */
    byte[] withAdvice(Copy copy, WovenClass woven, byte[] classFile, ClassLoader loader) {
        String name = copy.home() + woven.name();
        ClassFileLocator files = files(name, classFile, loader);
        DynamicType.Builder<?> builder = byteBuddy.decorate(type(name, files), files);
        for (WovenClass.Hook hook : woven.hooks()) {
            builder = builder.visit(advice.to(hook.advice(), adviceFiles)
                    .withExceptionHandler(swallowing)
                    .on(method -> hook.method().matches(method.getInternalName(), method.getDescriptor(), copy.home())));
        }
        return builder.make().getBytes();
    }

    /** The class itself as it is now, others as they are in their files. */
    private static ClassFileLocator files(String name, byte[] classFile, ClassLoader loader) {
        return new ClassFileLocator.Compound(ClassFileLocator.Simple.of(name, classFile), Examination.classFiles(loader),
                Examination.classFiles(ClassEditor.class.getClassLoader()));
    }

    private static TypeDescription type(String name, ClassFileLocator files) {
        return new TypePool.Default.WithLazyResolution(new TypePool.CacheProvider.Simple(), files,
                TypePool.Default.ReaderMode.FAST).describe(name).resolve();
    }
}
