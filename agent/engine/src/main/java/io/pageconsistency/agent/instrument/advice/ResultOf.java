package io.pageconsistency.agent.instrument.advice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * In advice: what a method of {@code this} that has no parameters returns, an {@code int}, called where the advice reads it.
 *
 * <p>The advice itself cannot call it, because it does not see the type.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface ResultOf {
    /** The method's name. */
    String value();
}
