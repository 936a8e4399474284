package io.pageconsistency.agent.instrument.advice;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.field.FieldList;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.method.ParameterDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.implementation.bytecode.StackManipulation;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.implementation.bytecode.constant.IntegerConstant;
import net.bytebuddy.implementation.bytecode.constant.NullConstant;
import net.bytebuddy.implementation.bytecode.member.FieldAccess;
import net.bytebuddy.implementation.bytecode.member.MethodVariableAccess;
import net.bytebuddy.matcher.ElementMatchers;

/** Maps a parameter that is marked with {@link FieldOf} to a read of that field. */
final class FieldOfMapping implements Advice.OffsetMapping {
    private final String name;
    private final boolean optional;
    private final boolean isObject;

    private FieldOfMapping(String name, boolean optional, boolean isObject) {
        this.name = name;
        this.optional = optional;
        this.isObject = isObject;
    }

    @Override
    public Target resolve(TypeDescription type, MethodDescription method, Assigner assigner,
            Advice.ArgumentHandler arguments, Sort sort) {
        FieldList<?> found = type.getDeclaredFields().filter(ElementMatchers.named(name));
        if (found.isEmpty() && optional) {
            return new Target.ForStackManipulation(isObject ? NullConstant.INSTANCE : IntegerConstant.ZERO);
        }
        return new Target.ForStackManipulation(new StackManipulation.Compound(MethodVariableAccess.loadThis(),
                FieldAccess.forField(found.getOnly()).read()));
    }

    /** Creates the mapping for Byte Buddy. */
    enum Factory implements Advice.OffsetMapping.Factory<FieldOf> {
        INSTANCE;

        @Override
        public Class<FieldOf> getAnnotationType() {
            return FieldOf.class;
        }

        @Override
        public Advice.OffsetMapping make(ParameterDescription.InDefinedShape target,
                AnnotationDescription.Loadable<FieldOf> annotation, AdviceType adviceType) {
            // The values are read one by one, because an instance of the annotation would need a proxy class.
            return new FieldOfMapping(annotation.getValue("value").resolve(String.class),
                    annotation.getValue("optional").resolve(Boolean.class), !target.getType().isPrimitive());
        }
    }
}
