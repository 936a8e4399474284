package io.pageconsistency.agent.weaving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.Type;

/** The fields that advice reads: of the class that is woven, and of what its methods return. For one thread. */
final class Fields {
    private final ClassLoader loader;
    private final Map<String, ClassShape> shapes = new HashMap<>();
    private final String own;

    Fields(byte[] classFile, ClassLoader loader) {
        this.loader = loader;
        own = new ClassReader(classFile).getClassName();
        shapes.put(own, ClassShape.of(classFile));
    }

    /** The woven class's field for a parameter; null if it declares none that can be read so. */
    ClassShape.Field own(AdviceMethod.Source source) {
        return fitting(find(own, source), source);
    }

    /** As above, of the result of a method. */
    ClassShape.Field of(Type result, AdviceMethod.Source source) {
        ClassShape.Field field = find(result.getInternalName(), source);
        return field == null || field.isPrivate() && !result.getInternalName().equals(own) ? null : fitting(field, source);
    }

    private ClassShape.Field find(String type, AdviceMethod.Source source) {
        ClassShape shape = shapes.get(type);
        if (shape == null) {
            shape = read(type);
            shapes.put(type, shape);
        }
        for (ClassShape.Field field : shape.fields()) {
            if (field.name().equals(source.values().get("value")) && !field.isStatic()) {
                return field;
            }
        }
        return null;
    }

    private ClassShape read(String type) {
        try {
            byte[] classFile = ClassFiles.read(loader, type.replace('/', '.'));
            if (classFile == null) {
                throw new IOException("class " + type + " has no class file");
            }
            return ClassShape.of(classFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassShape.Field fitting(ClassShape.Field field, AdviceMethod.Source source) {
        return field != null && fits(Type.getType(field.descriptor()), source.type()) ? field : null;
    }

    /** Whether a value can be taken for one of the wanted type as it is. */
    static boolean fits(Type given, Type wanted) {
        return given.equals(wanted) || given.getSort() >= Type.ARRAY && isObject(wanted);
    }

    static boolean isObject(Type type) {
        return type.getInternalName().equals("java/lang/Object");
    }
}
