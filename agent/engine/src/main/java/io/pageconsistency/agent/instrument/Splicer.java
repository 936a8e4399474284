package io.pageconsistency.agent.instrument;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import net.bytebuddy.utility.OpenedClassReader;

/**
 * Copies simple advice into the methods of a class file, with the class file library alone.
 *
 * <p>It does what {@link AdviceEditor} does, for a tenth of the classes that have to be loaded before the application's own may be,
 * and knows when it must not: what it does not understand, of the advice or of a method, is left to that one. Members
 * stay as they are. Thread-safe.
 */
final class Splicer {
    private static final int FIRST_WITH_FRAMES = Opcodes.V1_6;
    private static final int UNUSUAL = Opcodes.ACC_STATIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_BRIDGE;

    /** By its class, by whether it is on entry; empty for advice that is not simple. */
    private final Map<Class<?>, Optional<Map<Boolean, AdviceMethod>>> advice = new ConcurrentHashMap<>();

    /** One method, and what is woven into it. */
    private record Target(Map<Boolean, AdviceMethod> advice, MethodShape shape) {
    }

    /** @return null if it cannot be done this way */
    byte[] edit(LibraryCopy copy, WovenClass woven, byte[] classFile) throws IOException {
        ClassReader reader = new ClassReader(classFile);
        Map<WovenClass.Hook, Map<Boolean, AdviceMethod>> hooks = new IdentityHashMap<>();
        for (WovenClass.Hook hook : copy.hooks(woven)) {
            Map<Boolean, AdviceMethod> methods = read(hook.advice());
            if (methods == null) {
                return null;
            }
            hooks.put(hook, methods);
        }
        Fields fields = new Fields(copy, reader.getClassName(), classFile);
        Map<String, Target> targets = targets(copy, woven, reader, hooks);
        if (targets == null) {
            return null;
        }
        for (Map.Entry<String, Target> target : targets.entrySet()) {
            if (!isSimple(target.getKey(), target.getValue(), fields, Type.getObjectType(reader.getClassName()))) {
                return null;
            }
        }
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API, writer) {
            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
                Target target = targets.get(name + descriptor);
                return target == null ? method : new SplicedMethod(method, reader.getClassName(), descriptor,
                        target.shape(), target.advice(), fields);
            }
        }, ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    private Map<Boolean, AdviceMethod> read(Class<?> type) throws IOException {
        Optional<Map<Boolean, AdviceMethod>> known = advice.get(type);
        if (known == null) {
            try (ClassFiles own = ClassFiles.of(type.getClassLoader(), null)) {
                known = Optional.ofNullable(AdviceMethod.of(own.read(type.getName())));
            }
            advice.put(type, known);
        }
        return known.orElse(null);
    }

    /** By name and descriptor; null if the class is none that can be done. */
    private static Map<String, Target> targets(LibraryCopy copy, WovenClass woven, ClassReader reader,
            Map<WovenClass.Hook, Map<Boolean, AdviceMethod>> hooks) {
        Map<String, Target> targets = new HashMap<>();
        List<String> unable = new ArrayList<>();
        reader.accept(new ClassVisitor(OpenedClassReader.ASM_API) {
            @Override
            public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
                if ((version & 0xffff) < FIRST_WITH_FRAMES) {
                    unable.add(name);
                }
            }

            @Override
            public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
                    String[] exceptions) {
                Target found = null;
                for (WovenClass.Hook hook : copy.hooks(woven)) {
                    if (hook.method().matches(name, descriptor, copy.home())) {
                        if (found != null || (access & UNUSUAL) != 0) {
                            unable.add(name);
                        }
                        found = new Target(hooks.get(hook), new MethodShape(Type.getArgumentsAndReturnSizes(descriptor) >> 2,
                                Type.getReturnType(descriptor)));
                        targets.put(name + descriptor, found);
                    }
                }
                return found == null ? null : found.shape();
            }
        }, ClassReader.EXPAND_FRAMES);
        return unable.isEmpty() ? targets : null;
    }

    private static boolean isSimple(String method, Target target, Fields fields, Type own) {
        boolean constructor = method.startsWith(MethodSymbol.CONSTRUCTOR);
        String descriptor = method.substring(method.indexOf('('));
        Type result = Type.getReturnType(descriptor);
        AdviceMethod entry = target.advice().get(true);
        // What is left out must have no result, and nobody who waits for its end.
        boolean simple = target.shape().isSimple()
                && (entry == null || !entry.skips() || result.equals(Type.VOID_TYPE) && target.advice().size() == 1);
        for (AdviceMethod each : target.advice().values()) {
            // There is no object yet where a constructor begins, or where it fails.
            simple &= !constructor || !each.onEntry() && !each.onThrowable();
            boolean hasResult = !each.onEntry() && !each.onThrowable();
            for (AdviceMethod.Source source : each.sources()) {
                simple &= source == null || switch (source.kind()) {
                    case THIS -> Fields.isObject(source.type());
                    case ARGUMENT -> isKept(descriptor, source, "value", each.onEntry() ? null : target.shape())
                            && Fields.fits(argument(descriptor, source, "value"), source.type());
                    case RETURN -> hasResult && Fields.fits(result, source.type());
                    case THROWN -> each.onThrowable();
                    case ORIGIN -> source.type().getInternalName().equals("java/lang/Class");
                    case FIELD -> fields.own(source) != null;
                    case FIELD_OF -> {
                        boolean ofArgument = source.argument() >= 0;
                        Type holder = SplicedMethod.holder(source, own, descriptor);
                        yield (!source.is("returned") || hasResult)
                                && (!ofArgument || isKept(descriptor, source, "argument", each.onEntry() ? null : target.shape()))
                                && holder != null && fields.knows(holder) && fields.isReadable(holder, source);
                    }
                    case RESULT_OF -> source.type().equals(Type.INT_TYPE);
                };
            }
        }
        return simple;
    }

    /**
     * Whether an argument is there, and what it was.
     *
     * @param key under which the annotation has its number
     * @param passed the method through which it must have been kept; null for none
     */
    private static boolean isKept(String descriptor, AdviceMethod.Source source, String key, MethodShape passed) {
        Type[] arguments = Type.getArgumentTypes(descriptor);
        int index = (Integer) source.values().get(key);
        return index < arguments.length && (passed == null
                || !passed.overwrites(SplicedMethod.variable(descriptor, index), arguments[index].getSize()));
    }

    private static Type argument(String descriptor, AdviceMethod.Source source, String key) {
        return Type.getArgumentTypes(descriptor)[(Integer) source.values().get(key)];
    }
}
