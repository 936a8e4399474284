package io.pageconsistency.agent.weaving;

import net.bytebuddy.jar.asm.Type;

/** The fields that advice reads: of the class that is woven, and of what its methods return. Immutable. */
final class Fields {
    private final Copy copy;
    private final String own;

    /** @param own the woven class's internal name */
    Fields(Copy copy, String own) {
        this.copy = copy;
        this.own = own;
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

    boolean has(Type result, AdviceMethod.Source source) {
        return find(result.getInternalName(), source) != null;
    }

    /** Whether it is known which fields the result of a method has. */
    boolean knows(Type result) {
        return result.getSort() == Type.OBJECT && copy.shape(result.getInternalName()) != null;
    }

    private ClassShape.Field find(String type, AdviceMethod.Source source) {
        ClassShape shape = copy.shape(type);
        if (shape != null) {
            for (ClassShape.Field field : shape.fields()) {
                if (field.name().equals(source.values().get("value")) && !field.isStatic()) {
                    return field;
                }
            }
        }
        return null;
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
