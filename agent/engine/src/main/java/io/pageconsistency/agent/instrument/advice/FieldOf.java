package io.pageconsistency.agent.instrument.advice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * In advice: a field of {@code this}, read in place.
 *
 * <p>Byte Buddy's own annotation knows only fields that are there in every version.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface FieldOf {
    /** The field's name. */
    String value();

    /** Whether the field may be missing, and counts as 0 or null then. Only for {@code int} fields and objects. */
    boolean optional() default false;
}
