package io.pageconsistency.agent.instrument.advice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter of advice that receives the result of a method of {@code this}. The method has no parameters and returns an
 * {@code int}. It is called each time the advice reads the parameter.
 *
 * <p>The advice itself cannot call the method, because it cannot refer to the type.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ResultOf {
    /** The method's name. */
    String value();
}
