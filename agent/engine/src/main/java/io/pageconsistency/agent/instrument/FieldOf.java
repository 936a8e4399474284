package io.pageconsistency.agent.instrument;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * In advice: a field of the object that the method returns, of an argument, or of {@code this}, read in place.
 *
 * <p>The field must be accessible from the woven class. Byte Buddy's own annotation knows only fields of {@code this} that
 * are there in every version.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface FieldOf {
    /** The field's name. */
    String value();

    /** Whether the field is the returned object's, rather than {@code this}'s. */
    boolean returned() default false;

    /** The argument whose field it is, rather than {@code this}'s; -1 for none. */
    int argument() default -1;

    /** Whether the field may be missing, and counts as 0 or null then. Only for {@code int} fields and objects. */
    boolean optional() default false;
}
