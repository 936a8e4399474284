package org.osgi.framework;

/** Stands for OSGi's own, of which only the name matters here. */
public interface BundleReference {
}
