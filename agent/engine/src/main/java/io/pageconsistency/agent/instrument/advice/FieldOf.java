package io.pageconsistency.agent.instrument.advice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of advice that receives a field of {@code this}.
 *
 * <p>Byte Buddy's own annotation requires that the field exists in every version.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface FieldOf {
    /** The field's name. */
    String value();

    /**
     * Whether the field may be missing. The value is 0 or null then. Only for fields of type {@code int} and of reference types.
     */
    boolean optional() default false;
}
