package io.pageconsistency.agent.instrument;

import net.bytebuddy.jar.asm.Type;

/** The fields that advice reads: of the class that is woven, and of what its methods take and return. */
final class Fields {
    private final LibraryCopy copy;
    private final String own;
    private final byte[] ownFile;
    /** Made when needed: of the class as it is now, with a field that may have been added. */
    private ClassShape ownShape;

    /**
     * @param own the woven class's internal name
     * @param ownFile its class file
     */
    Fields(LibraryCopy copy, String own, byte[] ownFile) {
        this.copy = copy;
        this.own = own;
        this.ownFile = ownFile;
    }

    /** The woven class's field for a parameter; null if it declares none that can be read so. */
    ClassShape.Field own(AdviceMethod.Source source) {
        return fitting(find(own, source), source);
    }

    /** As above, of what a method takes or returns. */
    ClassShape.Field of(Type holder, AdviceMethod.Source source) {
        ClassShape.Field field = find(holder.getInternalName(), source);
        return field == null || field.isPrivate() && !holder.getInternalName().equals(own) ? null : fitting(field, source);
    }

    /** Whether a field can be read so, or is missing and may be. */
    boolean isReadable(Type holder, AdviceMethod.Source source) {
        return of(holder, source) != null || source.is("optional") && find(holder.getInternalName(), source) == null;
    }

    /** Whether it is known which fields objects of a type have. */
    boolean knows(Type type) {
        return type.getSort() == Type.OBJECT && shape(type.getInternalName()) != null;
    }

    private ClassShape shape(String type) {
        if (!type.equals(own)) {
            return copy.shape(type);
        }
        if (ownShape == null) {
            ownShape = ClassShape.of(ownFile);
        }
        return ownShape;
    }

    private ClassShape.Field find(String type, AdviceMethod.Source source) {
        ClassShape shape = shape(type);
        if (shape != null) {
            for (ClassShape.Field field : shape.fields()) {
                if (field.name().equals(source.values().get("value"))) {
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
