package org.osgi.framework;

/** A replacement of OSGi's own type. Only its name matters here. */
public interface BundleReference {
}
